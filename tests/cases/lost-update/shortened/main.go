// Entries that are copies: structs, and slices that grow in a variable only.
// lost: Yes, ResetAll and Push change a copy; clean: No, PushBack.
package shortened

type tally struct{ yes, no int }

type Poll struct{ m map[string]tally }

func NewPoll() *Poll { return &Poll{m: map[string]tally{}} }

func (p *Poll) Yes(k string) {
	t := p.m[k]
	t.yes++ // want lost-update
}

func (p *Poll) No(k string) {
	t := p.m[k]
	t.no++
	p.m[k] = t
}

func (p *Poll) ResetAll() {
	for _, t := range p.m {
		t.yes = 0 // want lost-update
	}
}

func (p *Poll) Sum(k string) int {
	t := p.m[k]
	t.yes += t.no
	return t.yes
}

type list struct{ items map[string][]int }

func newList() *list { return &list{items: map[string][]int{}} }

func (l *list) Push(k string, v int) {
	s := l.items[k]
	s = append(s, v) // want lost-update
}

func (l *list) PushBack(k string, v int) {
	l.items[k] = append(l.items[k], v)
}
