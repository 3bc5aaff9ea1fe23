module example.com/deferredremoval

go 1.23
