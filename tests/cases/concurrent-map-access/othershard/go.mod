module example.com/othershard

go 1.25
