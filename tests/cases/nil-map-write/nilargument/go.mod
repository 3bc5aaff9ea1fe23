module example.com/nilargument

go 1.26
