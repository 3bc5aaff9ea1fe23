module example.com/agedout

go 1.22
