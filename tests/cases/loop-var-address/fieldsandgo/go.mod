module example.com/fieldsandgo

go 1.21
