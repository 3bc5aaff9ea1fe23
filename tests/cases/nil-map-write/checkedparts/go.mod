module example.com/checkedparts

go 1.24
