module servelater

go 1.26
