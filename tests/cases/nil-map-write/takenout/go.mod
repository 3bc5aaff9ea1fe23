module example.com/takenout

go 1.22
