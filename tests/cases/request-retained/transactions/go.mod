module example.com/transactions

go 1.24
