module example.com/genericwith

go 1.22
