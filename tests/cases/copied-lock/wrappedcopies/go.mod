module example.com/wrappedcopies

go 1.23
