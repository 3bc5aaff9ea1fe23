module example.com/boundedhelpers

go 1.23
