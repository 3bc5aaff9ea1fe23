module lockedalready

go 1.25
