module example.com/breaks

go 1.23
