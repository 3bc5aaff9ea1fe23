module example.com/batchdecoder

go 1.22
