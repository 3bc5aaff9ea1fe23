module genericstore

go 1.24
