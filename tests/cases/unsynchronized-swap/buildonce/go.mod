module example.com/buildonce

go 1.24
