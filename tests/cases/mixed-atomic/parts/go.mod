module example.com/parts

go 1.25
