module example.com/visited

go 1.24
