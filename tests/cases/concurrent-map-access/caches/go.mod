module caches

go 1.25
