module example.com/querysetters

go 1.26
