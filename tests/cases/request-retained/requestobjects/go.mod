module example.com/requestobjects

go 1.24
