module example.com/sessiontouch

go 1.23
