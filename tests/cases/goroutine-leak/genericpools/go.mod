module example.com/genericpools

go 1.26
