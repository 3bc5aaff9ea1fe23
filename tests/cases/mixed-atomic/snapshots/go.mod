module snapshots

go 1.25
