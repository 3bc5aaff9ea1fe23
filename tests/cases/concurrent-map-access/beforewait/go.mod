module example.com/beforewait

go 1.24
