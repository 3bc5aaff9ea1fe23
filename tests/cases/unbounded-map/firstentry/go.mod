module example.com/firstentry

go 1.24
