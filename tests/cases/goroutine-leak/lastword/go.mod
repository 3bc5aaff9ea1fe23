module example.com/lastword

go 1.24
