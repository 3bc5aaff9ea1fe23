module example.com/parents

go 1.21
