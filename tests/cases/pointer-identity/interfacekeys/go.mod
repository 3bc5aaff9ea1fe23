module example.com/interfacekeys

go 1.23
