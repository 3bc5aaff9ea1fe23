module example.com/boundhandlers

go 1.23
