module example.com/mappings

go 1.25
