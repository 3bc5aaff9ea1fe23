module doublecheck

go 1.24
