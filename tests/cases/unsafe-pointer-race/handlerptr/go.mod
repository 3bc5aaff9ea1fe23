module example.com/handlerptr

go 1.23
