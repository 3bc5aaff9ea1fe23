module example.com/callerlock

go 1.25
