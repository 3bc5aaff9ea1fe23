module reloads

go 1.25
