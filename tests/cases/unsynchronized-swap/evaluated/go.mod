module example.com/evaluated

go 1.25
