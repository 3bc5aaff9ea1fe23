module countdown

go 1.24
