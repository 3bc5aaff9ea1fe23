module example.com/wordmath

go 1.23
