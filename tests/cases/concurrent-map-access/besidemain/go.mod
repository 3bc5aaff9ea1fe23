module example.com/besidemain

go 1.24
