module example.com/lrus

go 1.26
