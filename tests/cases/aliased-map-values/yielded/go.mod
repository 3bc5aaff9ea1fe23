module example.com/yielded

go 1.23
