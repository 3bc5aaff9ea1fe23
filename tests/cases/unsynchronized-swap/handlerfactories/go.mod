module handlerfactories

go 1.26
