module halflocked

go 1.24
