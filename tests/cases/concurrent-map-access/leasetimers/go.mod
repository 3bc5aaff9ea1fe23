module example.com/leasetimers

go 1.24
