module example.com/spinlock

go 1.25
