module example.com/keepers

go 1.21
