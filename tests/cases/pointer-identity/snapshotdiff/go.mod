module example.com/snapshotdiff

go 1.23
