module example.com/rangesums

go 1.22
