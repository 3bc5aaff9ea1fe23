module example.com/twobuilders

go 1.26
