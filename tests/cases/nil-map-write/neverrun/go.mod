module example.com/neverrun

go 1.24
