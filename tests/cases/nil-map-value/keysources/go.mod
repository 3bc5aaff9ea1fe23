module example.com/keysources

go 1.24
