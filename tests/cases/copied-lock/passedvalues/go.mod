module example.com/passedvalues

go 1.23
