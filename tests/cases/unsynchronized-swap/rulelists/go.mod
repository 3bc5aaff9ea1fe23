module example.com/rulelists

go 1.25
