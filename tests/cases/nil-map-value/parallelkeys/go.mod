module example.com/parallelkeys

go 1.23
