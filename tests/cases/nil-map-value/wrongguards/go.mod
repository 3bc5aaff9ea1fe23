module example.com/wrongguards

go 1.23
