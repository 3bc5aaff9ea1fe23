module example.com/publishdone

go 1.25
