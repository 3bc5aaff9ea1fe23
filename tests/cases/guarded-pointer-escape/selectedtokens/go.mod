module selectedtokens

go 1.25
