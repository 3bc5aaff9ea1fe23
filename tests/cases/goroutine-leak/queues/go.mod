module example.com/queues

go 1.26
