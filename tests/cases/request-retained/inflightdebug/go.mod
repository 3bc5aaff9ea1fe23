module example.com/inflightdebug

go 1.23
