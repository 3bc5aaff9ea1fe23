module example.com/onceonly

go 1.23
