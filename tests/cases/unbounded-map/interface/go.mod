module example.com/interface

go 1.24
