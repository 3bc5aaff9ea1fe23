module example.com/servedbyhand

go 1.26
