module example.com/broadcast

go 1.23
