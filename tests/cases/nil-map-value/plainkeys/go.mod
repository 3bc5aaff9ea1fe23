module example.com/plainkeys

go 1.24
