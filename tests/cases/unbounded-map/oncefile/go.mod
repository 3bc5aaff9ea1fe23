module example.com/oncefile

go 1.24
