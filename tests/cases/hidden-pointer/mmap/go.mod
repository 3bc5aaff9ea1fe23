module example.com/mmap

go 1.25
