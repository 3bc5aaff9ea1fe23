module example.com/sortedkeys

go 1.25
