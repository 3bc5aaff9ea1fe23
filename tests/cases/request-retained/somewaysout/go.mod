module example.com/somewaysout

go 1.24
