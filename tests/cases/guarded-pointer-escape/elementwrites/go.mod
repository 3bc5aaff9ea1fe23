module example.com/elementwrites

go 1.23
