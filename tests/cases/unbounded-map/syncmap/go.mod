module example.com/syncmap

go 1.24
