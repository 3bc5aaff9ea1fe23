module gooracle

go 1.27
