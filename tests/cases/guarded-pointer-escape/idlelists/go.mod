module example.com/idlelists

go 1.23
