module example.com/mainloops

go 1.23
