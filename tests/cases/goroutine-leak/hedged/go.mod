module example.com/hedged

go 1.25
