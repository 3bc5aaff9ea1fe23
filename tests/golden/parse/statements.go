package statements

func f(ch chan int, m map[string]int, e any) (int, error) {
	a, b := 1, 2
	a, m["x"] = b, a
	a <<= 3
	b &^= a
	a++
	m["y"]--
	ch <- a
	<-ch
	go func() { ch <- 1 }()
	defer close(ch)
	{
		var local int
		_ = local
	}
	;
outer:
	for i := 0; i < 10; i++ {
		if i == 3 {
			continue outer
		} else if v, ok := m["z"]; !ok {
			break outer
		} else {
			goto end
			_ = v
		}
	}
	for {
	}
	for a < b {
	}
	for range 10 {
	}
	for range ch {
	}
	for k := range m {
		_ = k
	}
	for k, v = range m {
	}
	switch {
	case a < b, a > b:
		fallthrough
	default:
	}
	switch x := a; x {
	case 1:
	}
	switch e.(type) {
	}
	switch y := 1; t := e.(type) {
	case nil, int:
		_ = t
		_ = y
	}
	select {
	case v := <-ch:
		_ = v
	case v, ok = <-ch:
	case ch <- 1:
	case <-ch:
	default:
	}
	if (T{1}) == t {
	}
end:
	return a, nil
}
