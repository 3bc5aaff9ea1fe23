module example.com/syncmaps

go 1.24
