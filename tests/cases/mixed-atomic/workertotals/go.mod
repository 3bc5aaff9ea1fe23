module example.com/workertotals

go 1.22
