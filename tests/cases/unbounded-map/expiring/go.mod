module example.com/expiring

go 1.26
