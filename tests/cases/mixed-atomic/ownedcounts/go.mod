module example.com/ownedcounts

go 1.23
