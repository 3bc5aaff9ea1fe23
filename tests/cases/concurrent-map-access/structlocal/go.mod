module example.com/structlocal

go 1.24
