module example.com/cow

go 1.25
