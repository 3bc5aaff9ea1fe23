module example.com/triedchannels

go 1.25
