module example.com/setonce

go 1.26
