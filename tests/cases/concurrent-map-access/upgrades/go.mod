module example.com/upgrades

go 1.22
