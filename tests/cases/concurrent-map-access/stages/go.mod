module stages

go 1.26
