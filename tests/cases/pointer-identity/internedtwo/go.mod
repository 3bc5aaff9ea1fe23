module example.com/interned

go 1.25
