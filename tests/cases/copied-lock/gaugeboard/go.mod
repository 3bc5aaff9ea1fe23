module example.com/gaugeboard

go 1.23
