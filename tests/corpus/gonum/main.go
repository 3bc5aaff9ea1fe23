// Command gonum uses gonum.org/v1/gonum as an ordinary program does.
package main

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

func main() {
	a := mat.NewDense(2, 2, []float64{4, 1, 1, 3})
	b := mat.NewVecDense(2, []float64{1, 2})
	var x mat.VecDense
	if err := x.SolveVec(a, b); err != nil {
		fmt.Println(err)
	}
	fmt.Println(mat.Formatted(x.T()))

	g := simple.NewWeightedDirectedGraph(0, math.Inf(1))
	g.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(1), T: simple.Node(2), W: 1.5})
	route, cost := path.DijkstraFrom(simple.Node(1), g).To(2)
	fmt.Println(route, cost)

	samples := make([]float64, 100)
	n := distuv.Normal{Mu: 2, Sigma: 1}
	for i := range samples {
		samples[i] = n.Rand()
	}
	mean, std := stat.MeanStdDev(samples, nil)
	fmt.Println(mean, std, floats.Max(samples))

	result, err := optimize.Minimize(optimize.Problem{
		Func: func(x []float64) float64 { return (x[0] - 3) * (x[0] - 3) },
	}, []float64{0}, nil, &optimize.NelderMead{})
	if err == nil {
		fmt.Println(result.X)
	}
}
