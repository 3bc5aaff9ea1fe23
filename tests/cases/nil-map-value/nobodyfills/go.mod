module example.com/nobodyfills

go 1.26
