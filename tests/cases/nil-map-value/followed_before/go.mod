module example.com/followedbefore

go 1.25
