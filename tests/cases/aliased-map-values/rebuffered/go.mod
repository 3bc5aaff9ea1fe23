module example.com/rebuffered

go 1.23
