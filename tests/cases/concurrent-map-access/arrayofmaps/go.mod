module example.com/arrayofmaps

go 1.23
