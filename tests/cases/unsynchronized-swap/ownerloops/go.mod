module example.com/ownerloops

go 1.23
