module webhandlers

go 1.25
