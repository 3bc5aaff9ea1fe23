module example.com/twostores

go 1.23
