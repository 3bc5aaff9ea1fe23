module example.com/usuallock

go 1.24
