module example.com/behindstore

go 1.25
