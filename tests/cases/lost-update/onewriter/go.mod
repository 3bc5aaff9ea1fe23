module example.com/onewriter

go 1.23
