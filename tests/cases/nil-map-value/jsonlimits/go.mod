module example.com/jsonlimits

go 1.23
