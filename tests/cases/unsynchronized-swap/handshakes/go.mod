module example.com/handshakes

go 1.25
