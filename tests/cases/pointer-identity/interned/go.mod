module example.com/interned

go 1.24
