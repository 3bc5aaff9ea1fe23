module example.com/buckets

go 1.24
