module afterworkers

go 1.25
