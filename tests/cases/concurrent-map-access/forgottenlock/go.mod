module example.com/forgottenlock

go 1.23
