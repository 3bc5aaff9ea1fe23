module example.com/released

go 1.26
