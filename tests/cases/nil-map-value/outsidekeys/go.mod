module example.com/outsidekeys

go 1.23
