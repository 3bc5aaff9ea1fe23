module example.com/knownbycallers

go 1.24
