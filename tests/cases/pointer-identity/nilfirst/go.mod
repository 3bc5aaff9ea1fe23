module example.com/nilfirst

go 1.26
