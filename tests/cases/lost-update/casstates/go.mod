module example.com/casstates

go 1.23
