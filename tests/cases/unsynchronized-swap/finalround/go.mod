module finalround

go 1.25
