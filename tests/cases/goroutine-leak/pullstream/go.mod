module example.com/pullstream

go 1.23
