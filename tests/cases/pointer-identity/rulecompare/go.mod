module example.com/rulecompare

go 1.23
