module example.com/onceeach

go 1.26
