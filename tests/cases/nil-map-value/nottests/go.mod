module example.com/nottests

go 1.26
