module example.com/rpcpending

go 1.26
