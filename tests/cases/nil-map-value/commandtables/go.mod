module example.com/commandtables

go 1.26
