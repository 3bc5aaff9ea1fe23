module example.com/waiters

go 1.26
