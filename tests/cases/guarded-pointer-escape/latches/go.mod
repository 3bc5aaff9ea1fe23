module example.com/latches

go 1.22
