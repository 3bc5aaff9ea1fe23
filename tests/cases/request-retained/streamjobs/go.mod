module example.com/streamjobs

go 1.22
