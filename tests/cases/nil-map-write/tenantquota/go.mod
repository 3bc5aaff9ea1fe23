module example.com/tenantquota

go 1.23
