module example.com/singleflights

go 1.26
