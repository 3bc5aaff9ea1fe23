module example.com/twolocks

go 1.23
