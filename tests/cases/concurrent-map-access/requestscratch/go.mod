module example.com/perrequest

go 1.23
