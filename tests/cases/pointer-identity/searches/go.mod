module example.com/searches

go 1.23
