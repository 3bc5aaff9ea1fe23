module example.com/unaskederrors

go 1.26
