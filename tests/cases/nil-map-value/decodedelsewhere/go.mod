module example.com/decodedelsewhere

go 1.24
