module example.com/exceptions

go 1.26
