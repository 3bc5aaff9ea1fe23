module example.com/matrixcache

go 1.23
