module example.com/ensured

go 1.26
