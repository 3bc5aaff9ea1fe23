module promoted

go 1.24
