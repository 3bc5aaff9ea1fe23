module example.com/swaps

go 1.24
