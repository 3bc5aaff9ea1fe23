module example.com/givers

go 1.24
