module example.com/halfway

go 1.24
