module atomics

go 1.25
