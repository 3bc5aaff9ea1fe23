module example.com/corpus/lo

go 1.26.0

require github.com/samber/lo v1.53.0

require golang.org/x/text v0.22.0 // indirect
