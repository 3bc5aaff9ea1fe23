module example.com/builderhelpers

go 1.21
