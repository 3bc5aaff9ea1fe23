module example.com/columncast

go 1.23
