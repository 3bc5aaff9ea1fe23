module example.com/valuecell

go 1.23
