module example.com/unlockers

go 1.25
