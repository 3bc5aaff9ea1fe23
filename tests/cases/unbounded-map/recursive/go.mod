module recursive

go 1.24
