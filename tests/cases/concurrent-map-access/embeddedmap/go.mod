module embeddedmap

go 1.24
