module example.com/capacities

go 1.23
