module example.com/walker

go 1.23
