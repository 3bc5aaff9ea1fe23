module example.com/withlock

go 1.25
