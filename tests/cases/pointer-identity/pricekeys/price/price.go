// Package price has amounts that are compared by value.
package price

type Amount struct {
	Cents    int64
	Currency string
}

func (a Amount) Equal(b Amount) bool { return a.Cents == b.Cents && a.Currency == b.Currency }

func (a *Amount) String() string { return a.Currency }
