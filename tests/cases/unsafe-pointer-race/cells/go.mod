module example.com/cells

go 1.23
