module example.com/enumtables

go 1.23
