module example.com/errgroups

go 1.25
