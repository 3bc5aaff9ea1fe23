module example.com/helpersays

go 1.24
