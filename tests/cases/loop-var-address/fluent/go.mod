module fluent

go 1.21
