module example.com/yields

go 1.26
