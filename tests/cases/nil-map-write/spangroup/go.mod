module example.com/spangroup

go 1.22
