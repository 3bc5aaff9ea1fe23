module example.com/memoize

go 1.26
