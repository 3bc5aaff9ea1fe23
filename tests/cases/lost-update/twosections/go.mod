module example.com/twosections

go 1.23
