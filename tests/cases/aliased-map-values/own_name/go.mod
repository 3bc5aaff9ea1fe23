module example.com/ownname

go 1.25
