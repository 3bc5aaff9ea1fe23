module example.com/relayedwaits

go 1.26
