module example.com/widened

go 1.22
