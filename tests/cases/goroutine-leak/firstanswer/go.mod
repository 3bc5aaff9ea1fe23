module example.com/firstanswer

go 1.23
