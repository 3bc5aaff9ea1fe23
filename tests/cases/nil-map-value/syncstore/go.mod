module example.com/syncstore

go 1.24
