module example.com/workerlocals

go 1.23
