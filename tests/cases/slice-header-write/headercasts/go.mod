module example.com/headercasts

go 1.23
