module example.com/metricslabels

go 1.26
