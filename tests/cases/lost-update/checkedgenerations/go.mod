module checkedgenerations

go 1.25
