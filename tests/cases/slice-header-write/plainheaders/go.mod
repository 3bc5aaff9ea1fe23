module example.com/plainheaders

go 1.23
