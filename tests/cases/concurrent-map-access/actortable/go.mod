module example.com/actortable

go 1.23
