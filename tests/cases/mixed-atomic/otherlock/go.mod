module example.com/otherlock

go 1.25
