package mixedversions

func (l *Ledger) Modern(as []Account) {
	for _, a := range as {
		l.accounts[a.ID] = &a
		l.watch[a.ID] = func() int { return a.Balance }
	}
}

func Pointers[T any](xs ...T) (out []*T) {
	for _, x := range xs {
		out = append(out, &x)
	}
	return out
}
