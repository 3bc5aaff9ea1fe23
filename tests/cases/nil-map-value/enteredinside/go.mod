module example.com/enteredinside

go 1.25
