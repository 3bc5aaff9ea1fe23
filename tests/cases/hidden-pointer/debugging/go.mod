module example.com/debugging

go 1.24
