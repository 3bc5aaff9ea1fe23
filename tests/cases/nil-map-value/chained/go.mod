module example.com/chained

go 1.23
