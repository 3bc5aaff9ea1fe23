module example.com/aftertests

go 1.26
