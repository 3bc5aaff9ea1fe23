module example.com/correlated

go 1.24
