module example.com/readymaps

go 1.23
