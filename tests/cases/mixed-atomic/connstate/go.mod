module example.com/connstate

go 1.22
