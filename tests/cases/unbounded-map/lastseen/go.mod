module example.com/lastseen

go 1.23
