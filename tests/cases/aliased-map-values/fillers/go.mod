module example.com/fillers

go 1.23
