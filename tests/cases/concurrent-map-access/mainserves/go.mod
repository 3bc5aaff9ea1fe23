module example.com/mainserves

go 1.23
