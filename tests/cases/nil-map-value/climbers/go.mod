module example.com/climbers

go 1.26
