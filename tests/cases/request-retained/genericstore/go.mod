module example.com/genericstore

go 1.26
