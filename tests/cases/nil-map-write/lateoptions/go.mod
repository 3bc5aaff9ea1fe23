module lateoptions

go 1.25
