module example.com/callersclose

go 1.24
