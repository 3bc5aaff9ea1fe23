module example.com/slotarray

go 1.22
