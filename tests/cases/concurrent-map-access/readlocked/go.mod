module example.com/readlocked

go 1.25
