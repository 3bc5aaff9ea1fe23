module example.com/branchstores

go 1.24
