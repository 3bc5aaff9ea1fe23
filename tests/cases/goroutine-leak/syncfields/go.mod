module syncfields

go 1.24
