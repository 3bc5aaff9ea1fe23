module example.com/givenunderlock

go 1.25
