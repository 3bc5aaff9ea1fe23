module example.com/pathmetrics

go 1.23
