module example.com/twoowners

go 1.25
