module example.com/typedcache

go 1.24
