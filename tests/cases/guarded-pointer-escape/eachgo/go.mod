module example.com/eachgo

go 1.23
