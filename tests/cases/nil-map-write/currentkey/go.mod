module example.com/currentkey

go 1.24
