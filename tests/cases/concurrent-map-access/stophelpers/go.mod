module example.com/stophelpers

go 1.26
