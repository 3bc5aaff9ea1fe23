module example.com/droppedappends

go 1.23
