module example.com/pricekeys

go 1.23
