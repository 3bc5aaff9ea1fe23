module example.com/pinnedbuffers

go 1.23
