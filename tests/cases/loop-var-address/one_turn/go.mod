module example.com/oneturn

go 1.21
