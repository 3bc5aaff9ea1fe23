module twoprograms

go 1.25
