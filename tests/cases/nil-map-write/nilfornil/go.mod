module example.com/nilfornil

go 1.26
