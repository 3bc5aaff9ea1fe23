module example.com/resets

go 1.26
