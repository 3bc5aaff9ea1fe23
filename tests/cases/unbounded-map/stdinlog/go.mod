module example.com/stdinlog

go 1.26
