module example.com/rpcs

go 1.26
