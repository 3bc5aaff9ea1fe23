module example.com/evictors

go 1.23
