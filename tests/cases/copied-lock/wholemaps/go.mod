module example.com/wholemaps

go 1.23
