module example.com/fieldwise

go 1.23
