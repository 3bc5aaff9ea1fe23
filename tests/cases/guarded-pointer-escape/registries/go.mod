module registries

go 1.25
