module example.com/globalstore

go 1.24
