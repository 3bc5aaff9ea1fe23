module example.com/ratekeys

go 1.23
