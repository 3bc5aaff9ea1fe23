module example.com/constants

go 1.24
