module example.com/scratchcopies

go 1.23
