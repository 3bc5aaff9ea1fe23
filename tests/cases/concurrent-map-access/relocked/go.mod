module relocked

go 1.24
