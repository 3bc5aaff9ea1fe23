module example.com/starters

go 1.25
