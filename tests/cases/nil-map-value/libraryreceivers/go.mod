module example.com/libraryreceivers

go 1.24
