module packages

go 1.25
