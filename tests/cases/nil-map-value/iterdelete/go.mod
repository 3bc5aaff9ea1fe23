module example.com/iterdelete

go 1.23
