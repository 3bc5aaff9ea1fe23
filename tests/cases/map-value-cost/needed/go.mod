module example.com/needed

go 1.22
