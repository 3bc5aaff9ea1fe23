module example.com/inflight

go 1.24
