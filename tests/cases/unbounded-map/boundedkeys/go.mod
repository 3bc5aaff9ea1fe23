module example.com/boundedkeys

go 1.25
