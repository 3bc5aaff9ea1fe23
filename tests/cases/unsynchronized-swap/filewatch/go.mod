module example.com/filewatch

go 1.25
