module example.com/stopflag

go 1.25
