module example.com/testedloads

go 1.24
