module example.com/askedhere

go 1.26
