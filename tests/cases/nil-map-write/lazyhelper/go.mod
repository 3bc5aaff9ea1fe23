module example.com/lazyhelper

go 1.25
