module example.com/syncscores

go 1.23
