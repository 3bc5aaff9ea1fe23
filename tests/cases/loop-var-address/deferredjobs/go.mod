module example.com/deferredjobs

go 1.20
