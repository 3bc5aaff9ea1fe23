module example.com/algorithms

go 1.25
