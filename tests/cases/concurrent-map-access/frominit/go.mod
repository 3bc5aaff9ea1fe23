module example.com/frominit

go 1.23
