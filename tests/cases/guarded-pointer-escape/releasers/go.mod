module example.com/releasers

go 1.25
