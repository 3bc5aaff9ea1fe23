module example.com/exchanges

go 1.26
