module example.com/strconvs

go 1.23
