module example.com/okstruct

go 1.25
