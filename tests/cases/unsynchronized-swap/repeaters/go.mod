module example.com/repeaters

go 1.25
