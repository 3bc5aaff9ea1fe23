module oneuse

go 1.26
