module example.com/borrowed

go 1.26
