module example.com/doublebuffer

go 1.25
