module example.com/relaunch

go 1.26
