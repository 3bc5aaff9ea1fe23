module example.com/twotellers

go 1.26
