module example.com/sharedzones

go 1.22
