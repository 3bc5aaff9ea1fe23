module example.com/reusedwell

go 1.22
