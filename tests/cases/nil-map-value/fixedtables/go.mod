module example.com/fixedtables

go 1.24
