module counters

go 1.25
