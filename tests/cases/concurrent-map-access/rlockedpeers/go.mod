module example.com/rlockedpeers

go 1.23
