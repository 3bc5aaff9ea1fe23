module example.com/confined

go 1.25
