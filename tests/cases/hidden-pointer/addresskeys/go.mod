module example.com/addresskeys

go 1.23
