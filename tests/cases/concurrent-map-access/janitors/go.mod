module example.com/janitors

go 1.25
