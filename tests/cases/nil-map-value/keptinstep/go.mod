module example.com/keptinstep

go 1.24
