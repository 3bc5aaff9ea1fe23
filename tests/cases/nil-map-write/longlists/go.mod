module example.com/longlists

go 1.26
