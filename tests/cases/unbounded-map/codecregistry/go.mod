module example.com/codecregistry

go 1.21
