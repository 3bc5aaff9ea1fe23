module example.com/capturednil

go 1.26
