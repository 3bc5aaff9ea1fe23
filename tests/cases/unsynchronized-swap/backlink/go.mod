module example.com/backlink

go 1.25
