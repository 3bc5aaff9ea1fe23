package p

func f(m map[string]*int, ch chan int, a any) (err error) {
outer:
	for i, c := range "x" {
		select {
		case v, ok := <-ch:
			_, _ = v, ok
			continue outer
		default:
			break outer
		}
		_, _ = i, c
	}
	switch t := a.(type) {
	case int, string:
		_ = t
	case interface{ m() }:
		t.m()
	}
	if p, ok := m["a"]; ok {
		*p++
	}
	defer func() { recover() }()
	goto end
end:
	return nil
}
