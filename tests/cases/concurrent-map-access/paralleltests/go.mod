module example.com/paralleltests

go 1.24
