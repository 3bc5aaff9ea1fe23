module example.com/rpcserver

go 1.26
