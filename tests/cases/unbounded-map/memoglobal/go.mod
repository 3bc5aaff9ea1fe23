module example.com/memoglobal

go 1.23
