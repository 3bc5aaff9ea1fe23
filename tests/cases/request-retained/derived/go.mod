module example.com/derived

go 1.24
