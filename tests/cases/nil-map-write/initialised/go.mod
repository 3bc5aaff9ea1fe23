module example.com/initialised

go 1.25
