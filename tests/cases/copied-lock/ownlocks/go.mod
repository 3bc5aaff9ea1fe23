module example.com/ownlocks

go 1.23
