module example.com/bufferpools

go 1.26
