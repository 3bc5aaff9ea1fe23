module example.com/lruevict

go 1.25
