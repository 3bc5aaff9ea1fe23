module example.com/errorhandlers

go 1.24
