module example.com/partiallocks

go 1.23
