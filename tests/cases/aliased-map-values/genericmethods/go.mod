module genericmethods

go 1.24
