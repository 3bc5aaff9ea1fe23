module example.com/enterleave

go 1.25
