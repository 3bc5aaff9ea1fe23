module ownership

go 1.25
