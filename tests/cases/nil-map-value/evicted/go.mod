module example.com/evicted

go 1.24
