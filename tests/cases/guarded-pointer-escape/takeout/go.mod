module example.com/takeout

go 1.25
