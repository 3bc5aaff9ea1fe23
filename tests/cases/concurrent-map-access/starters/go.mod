module starters

go 1.25
