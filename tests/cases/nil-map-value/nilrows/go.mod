module example.com/nilrows

go 1.22
