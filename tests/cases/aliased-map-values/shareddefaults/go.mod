module example.com/shareddefaults

go 1.22
