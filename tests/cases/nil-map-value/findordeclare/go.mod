module example.com/findordeclare

go 1.26
