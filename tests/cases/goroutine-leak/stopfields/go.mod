module example.com/stopfields

go 1.23
