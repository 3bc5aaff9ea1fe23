module example.com/memoised

go 1.26
