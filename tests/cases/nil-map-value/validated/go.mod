module example.com/validated

go 1.26
