module example.com/detours

go 1.21
