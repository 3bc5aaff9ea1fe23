module example.com/sentliteral

go 1.26
