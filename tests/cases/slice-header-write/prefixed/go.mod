module example.com/prefixed

go 1.22
