module example.com/genericset

go 1.23
