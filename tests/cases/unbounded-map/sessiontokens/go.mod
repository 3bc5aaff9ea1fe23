module example.com/sessiontokens

go 1.26
