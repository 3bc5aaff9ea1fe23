module example.com/shortened

go 1.24
