module lockmethods

go 1.24
