module runonce

go 1.24
