module example.com/selfreturning

go 1.23
