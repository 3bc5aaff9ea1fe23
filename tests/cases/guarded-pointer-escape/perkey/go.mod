module example.com/perkey

go 1.25
