module byreflection

go 1.24
