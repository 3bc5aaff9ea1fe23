module example.com/twinmaps

go 1.25
