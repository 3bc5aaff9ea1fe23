module example.com/firsterror

go 1.23
