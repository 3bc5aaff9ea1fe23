module example.com/createdonce

go 1.24
