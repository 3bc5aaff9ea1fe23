module example.com/copiedmutex

go 1.22
