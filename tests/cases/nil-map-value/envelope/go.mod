module example.com/envelope

go 1.22
