module example.com/joinedmaking

go 1.26
