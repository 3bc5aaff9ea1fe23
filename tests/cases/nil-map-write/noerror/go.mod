module example.com/noerror

go 1.26
