module example.com/partkeys

go 1.23
