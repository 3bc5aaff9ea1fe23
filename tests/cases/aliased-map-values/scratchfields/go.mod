module example.com/scratchfields

go 1.23
