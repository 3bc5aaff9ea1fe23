module example.com/helperstore

go 1.24
