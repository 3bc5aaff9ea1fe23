module example.com/sent

go 1.24
