module example.com/subscribers

go 1.23
