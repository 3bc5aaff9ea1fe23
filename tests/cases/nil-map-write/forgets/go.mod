module example.com/forgets

go 1.24
