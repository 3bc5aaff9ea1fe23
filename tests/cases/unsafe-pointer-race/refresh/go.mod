module example.com/refresh

go 1.24
