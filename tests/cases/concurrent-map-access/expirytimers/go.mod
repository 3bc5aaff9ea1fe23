module example.com/expirytimers

go 1.23
