module example.com/lockstyles

go 1.25
