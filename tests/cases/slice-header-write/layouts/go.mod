module example.com/layouts

go 1.25
