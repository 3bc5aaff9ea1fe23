module disciplines

go 1.25
