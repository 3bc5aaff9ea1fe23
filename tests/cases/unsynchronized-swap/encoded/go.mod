module encoded

go 1.25
