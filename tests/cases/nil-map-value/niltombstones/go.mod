module example.com/tombstones

go 1.23
