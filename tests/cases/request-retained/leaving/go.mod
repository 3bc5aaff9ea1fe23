module example.com/leaving

go 1.24
