module example.com/crew

go 1.25
