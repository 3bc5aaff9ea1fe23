module lockhelpers

go 1.25
