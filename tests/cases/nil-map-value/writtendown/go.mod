module example.com/writtendown

go 1.26
