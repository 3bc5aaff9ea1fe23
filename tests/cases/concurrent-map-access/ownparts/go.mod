module example.com/ownparts

go 1.25
