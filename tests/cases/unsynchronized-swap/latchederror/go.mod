module example.com/latchederror

go 1.23
