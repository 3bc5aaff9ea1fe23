module example.com/mapentry

go 1.25
