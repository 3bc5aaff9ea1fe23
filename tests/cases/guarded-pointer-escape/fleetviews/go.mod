module example.com/fleetviews

go 1.21
