module example.com/nobodycloses

go 1.23
