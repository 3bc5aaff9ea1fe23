module example.com/keysets

go 1.23
