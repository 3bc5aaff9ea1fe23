module example.com/byvalue

go 1.24
