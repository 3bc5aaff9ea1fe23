module example.com/retries

go 1.26
