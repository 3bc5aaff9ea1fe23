module example.com/limiters

go 1.26
