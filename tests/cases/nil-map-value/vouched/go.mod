module example.com/vouched

go 1.24
