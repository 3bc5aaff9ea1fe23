module example.com/pairedcalls

go 1.25
