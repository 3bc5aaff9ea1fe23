module example.com/bidding

go 1.25
