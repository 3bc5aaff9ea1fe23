module onlyifasked

go 1.25
