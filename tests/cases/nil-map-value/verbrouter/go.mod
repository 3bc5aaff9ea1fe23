module example.com/verbrouter

go 1.23
