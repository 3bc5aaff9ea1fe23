module example.com/threshold

go 1.23
