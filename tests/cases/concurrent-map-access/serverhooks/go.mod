module example.com/serverhooks

go 1.23
