module example.com/readfields

go 1.24
