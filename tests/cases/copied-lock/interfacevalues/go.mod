module example.com/interfacevalues

go 1.21
