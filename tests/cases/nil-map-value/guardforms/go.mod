module example.com/guardforms

go 1.23
