module example.com/websockets

go 1.26
