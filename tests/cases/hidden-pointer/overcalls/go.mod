module example.com/overcalls

go 1.23
