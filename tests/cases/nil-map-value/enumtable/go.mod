module example.com/enumtable

go 1.25
