module example.com/atomicsnapshot

go 1.23
