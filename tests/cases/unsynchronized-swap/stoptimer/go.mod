module example.com/stoptimer

go 1.25
