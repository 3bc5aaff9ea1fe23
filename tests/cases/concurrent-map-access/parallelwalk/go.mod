module example.com/parallelwalk

go 1.23
