module example.com/storedagain

go 1.25
