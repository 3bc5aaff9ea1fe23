module example.com/debugger

go 1.25
