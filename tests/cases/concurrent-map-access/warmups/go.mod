module example.com/warmups

go 1.25
