module example.com/packetview

go 1.21
