module example.com/yieldindex

go 1.23
