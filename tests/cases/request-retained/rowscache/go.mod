module example.com/rowscache

go 1.23
