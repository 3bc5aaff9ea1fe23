module servevalues

go 1.24
