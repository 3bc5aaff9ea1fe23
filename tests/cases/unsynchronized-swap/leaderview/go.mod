module example.com/leaderview

go 1.23
