module example.com/shadowfallback

go 1.24
