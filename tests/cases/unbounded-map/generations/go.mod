module example.com/generations

go 1.25
