module example.com/handedlocks

go 1.26
