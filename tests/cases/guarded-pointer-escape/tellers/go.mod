module example.com/tellers

go 1.22
