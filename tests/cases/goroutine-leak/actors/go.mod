module example.com/actors

go 1.26
