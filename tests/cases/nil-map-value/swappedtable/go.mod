module example.com/swappedtable

go 1.23
