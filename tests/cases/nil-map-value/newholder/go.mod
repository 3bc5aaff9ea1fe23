module example.com/newholder

go 1.22
