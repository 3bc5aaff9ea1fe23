module example.com/accessors

go 1.25
