module example.com/ownrows

go 1.25
