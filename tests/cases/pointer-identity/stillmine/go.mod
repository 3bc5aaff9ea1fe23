module example.com/stillmine

go 1.24
