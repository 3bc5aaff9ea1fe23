module promises

go 1.25
