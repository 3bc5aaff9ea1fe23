module example.com/refillers

go 1.22
