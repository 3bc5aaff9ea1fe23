module example.com/writeback

go 1.25
