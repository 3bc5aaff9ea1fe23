module example.com/expvars

go 1.23
