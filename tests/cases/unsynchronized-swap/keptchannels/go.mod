module example.com/keptchannels

go 1.25
