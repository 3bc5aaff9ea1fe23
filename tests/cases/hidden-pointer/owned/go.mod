module example.com/owned

go 1.26
