module example.com/sharedworker

go 1.23
