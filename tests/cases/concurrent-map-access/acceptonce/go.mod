module example.com/acceptonce

go 1.24
