module example.com/earlyreturns

go 1.23
