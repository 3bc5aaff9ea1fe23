module example.com/innermaps

go 1.26
