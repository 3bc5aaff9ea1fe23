module example.com/swaplocked

go 1.25
