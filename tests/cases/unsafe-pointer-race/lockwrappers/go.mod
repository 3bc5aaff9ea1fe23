module example.com/lockwrappers

go 1.25
