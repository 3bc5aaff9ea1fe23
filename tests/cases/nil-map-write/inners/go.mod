module example.com/inners

go 1.24
