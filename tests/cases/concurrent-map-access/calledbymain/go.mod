module calledbymain

go 1.25
