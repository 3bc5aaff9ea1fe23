module example.com/connections

go 1.26
