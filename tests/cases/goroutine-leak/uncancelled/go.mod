module example.com/uncancelled

go 1.22
