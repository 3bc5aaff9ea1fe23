module example.com/semaphores

go 1.23
