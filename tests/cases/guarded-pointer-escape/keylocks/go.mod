module example.com/keylocks

go 1.26
