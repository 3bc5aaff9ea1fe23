module example.com/workerobjects

go 1.25
