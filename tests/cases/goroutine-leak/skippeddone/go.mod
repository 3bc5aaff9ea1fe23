module example.com/skippeddone

go 1.25
