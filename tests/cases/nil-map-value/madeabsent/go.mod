module madeabsent

go 1.24
