module example.com/lazymaps

go 1.21
