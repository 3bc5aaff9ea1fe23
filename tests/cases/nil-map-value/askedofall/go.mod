module example.com/askedofall

go 1.25
