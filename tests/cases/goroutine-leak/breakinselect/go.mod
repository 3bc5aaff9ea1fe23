module example.com/breakinselect

go 1.23
