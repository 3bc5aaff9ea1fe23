module example.com/rebase

go 1.23
