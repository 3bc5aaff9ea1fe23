module example.com/boxedviews

go 1.23
