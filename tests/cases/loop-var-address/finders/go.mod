module example.com/finders

go 1.21
