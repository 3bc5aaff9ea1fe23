module example.com/booleans

go 1.25
