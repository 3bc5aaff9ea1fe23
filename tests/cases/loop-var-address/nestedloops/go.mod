module example.com/nestedloops

go 1.21
