module example.com/processwide

go 1.25
