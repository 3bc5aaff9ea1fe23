module example.com/unlockers

go 1.26
