module example.com/liveconns

go 1.25
