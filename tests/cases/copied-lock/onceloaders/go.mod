module example.com/onceloaders

go 1.22
