module example.com/ringslots

go 1.23
