module example.com/madeelsewhere

go 1.23
