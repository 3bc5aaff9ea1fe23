module example.com/partsofobjects

go 1.24
