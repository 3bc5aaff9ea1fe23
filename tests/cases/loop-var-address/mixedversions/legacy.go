//go:build go1.20

// One module at go1.23 with a file that is held at go1.20 by its build line: only this file's variables are shared.
// aliases: every account of Legacy is the last; clean: Modern in the other file.
package mixedversions

type Account struct {
	ID      string
	Balance int
}

type Ledger struct {
	accounts map[string]*Account
	watch    map[string]func() int
}

func NewLedger() *Ledger {
	return &Ledger{accounts: map[string]*Account{}, watch: map[string]func() int{}}
}

func (l *Ledger) Legacy(as []Account) {
	for _, a := range as {
		l.accounts[a.ID] = &a                           // want loop-var-address
		l.watch[a.ID] = func() int { return a.Balance } // want loop-var-address
	}
}

func (l *Ledger) LegacyByIndex(as []Account) {
	for i := range as {
		l.accounts[as[i].ID] = &as[i]
	}
}
