module copiedout

go 1.25
