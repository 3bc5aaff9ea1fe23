module example.com/hubs

go 1.26
