module example.com/ownlock

go 1.25
