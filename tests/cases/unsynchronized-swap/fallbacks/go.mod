module example.com/fallbacks

go 1.26
