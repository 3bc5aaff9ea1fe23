module example.com/nodelist

go 1.23
