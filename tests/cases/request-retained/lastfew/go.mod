module example.com/lastfew

go 1.25
