module example.com/keptcancel

go 1.26
