module example.com/reflectaddrs

go 1.22
