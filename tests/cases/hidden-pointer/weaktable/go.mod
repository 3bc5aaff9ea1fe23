module example.com/weaktable

go 1.22
