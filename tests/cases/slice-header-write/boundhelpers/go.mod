module boundhelpers

go 1.25
