module example.com/fanin

go 1.25
