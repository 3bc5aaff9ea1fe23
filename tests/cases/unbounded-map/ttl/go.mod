module example.com/ttl

go 1.25
