module example.com/bucketcounts

go 1.23
