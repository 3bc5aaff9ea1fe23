module example.com/striped

go 1.25
