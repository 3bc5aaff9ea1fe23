module example.com/bytokens

go 1.26
