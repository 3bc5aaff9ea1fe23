module example.com/fillgroup

go 1.22
