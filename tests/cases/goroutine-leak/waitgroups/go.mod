module example.com/waitgroups

go 1.23
