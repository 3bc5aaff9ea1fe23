module constantelements

go 1.25
