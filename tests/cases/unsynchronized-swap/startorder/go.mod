module example.com/startorder

go 1.23
