module example.com/swapselsewhere

go 1.24
