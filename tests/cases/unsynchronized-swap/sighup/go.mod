module example.com/sighup

go 1.23
