module example.com/textwords

go 1.23
