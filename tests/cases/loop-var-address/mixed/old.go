//go:build go1.20

package main

func old(items []item) (out []*item) {
	for _, it := range items {
		out = append(out, &it) // want loop-var-address
	}
	return out
}

func oldClauses(n int) (out []func() int) {
	for i := 0; i < n; i++ {
		out = append(out, func() int { return i }) // want loop-var-address
	}
	return out
}
