module example.com/pricefeed

go 1.23
