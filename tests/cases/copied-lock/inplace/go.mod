module example.com/inplace

go 1.25
