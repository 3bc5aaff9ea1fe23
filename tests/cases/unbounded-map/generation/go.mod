module example.com/generation

go 1.24
