module example.com/stopflags

go 1.26
