module example.com/countread

go 1.23
