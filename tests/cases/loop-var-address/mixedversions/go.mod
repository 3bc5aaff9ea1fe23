module example.com/mixedversions

go 1.23
