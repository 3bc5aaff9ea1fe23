module example.com/syncplugins

go 1.22
