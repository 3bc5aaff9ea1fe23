module example.com/entryparts

go 1.26
