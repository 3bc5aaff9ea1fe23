module example.com/packed

go 1.23
