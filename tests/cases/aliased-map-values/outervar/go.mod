module example.com/outervar

go 1.23
