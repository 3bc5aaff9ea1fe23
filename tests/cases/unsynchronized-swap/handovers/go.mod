module handovers

go 1.25
