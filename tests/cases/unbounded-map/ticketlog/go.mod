module example.com/ticketlog

go 1.22
