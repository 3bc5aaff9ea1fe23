module example.com/dag

go 1.25
