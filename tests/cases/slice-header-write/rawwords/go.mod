module example.com/rawwords

go 1.23
