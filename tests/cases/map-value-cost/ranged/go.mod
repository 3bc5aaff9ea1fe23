module example.com/ranged

go 1.23
