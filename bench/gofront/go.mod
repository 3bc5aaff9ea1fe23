module example.com/gofront

go 1.26.0
