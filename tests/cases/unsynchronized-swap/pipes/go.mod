module example.com/pipes

go 1.26
