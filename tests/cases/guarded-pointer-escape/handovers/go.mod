module example.com/handovers

go 1.23
