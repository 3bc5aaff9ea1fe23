module example.com/doublechecked

go 1.23
