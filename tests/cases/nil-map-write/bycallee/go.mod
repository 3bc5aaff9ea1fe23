module example.com/bycallee

go 1.24
