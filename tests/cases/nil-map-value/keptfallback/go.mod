module keptfallback

go 1.25
