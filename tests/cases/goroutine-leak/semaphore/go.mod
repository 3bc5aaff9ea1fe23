module example.com/semaphore

go 1.26
