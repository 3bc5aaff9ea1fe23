module example.com/heldentries

go 1.25
