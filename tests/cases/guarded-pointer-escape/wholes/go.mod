module example.com/wholes

go 1.25
