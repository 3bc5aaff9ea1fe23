module example.com/modernvars

go 1.24
