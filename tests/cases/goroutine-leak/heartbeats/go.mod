module example.com/heartbeats

go 1.26
