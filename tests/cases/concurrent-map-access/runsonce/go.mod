module runsonce

go 1.26
