module example.com/reused

go 1.24
