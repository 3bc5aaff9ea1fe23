module example.com/shortcuts

go 1.23
