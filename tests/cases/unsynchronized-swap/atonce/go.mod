module atonce

go 1.24
