module example.com/ownworker

go 1.26
