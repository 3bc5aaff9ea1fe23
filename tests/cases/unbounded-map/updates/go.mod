module example.com/updates

go 1.24
