// Addresses as keys of maps: notes about objects that nothing holds, and entries that hold the object.
// a new object gets the address, and with it the note, of one that is gone.
package keys

import "unsafe"

type session struct {
	user string
	pad  [8]uint64
}

type notes struct {
	text  map[uintptr]string
	count map[uintptr]int
	kept  map[uintptr]*session
	pairs map[uintptr]entry
}

type entry struct {
	who  *session
	note string
}

func newNotes() *notes {
	return &notes{map[uintptr]string{}, map[uintptr]int{}, map[uintptr]*session{}, map[uintptr]entry{}}
}

func (n *notes) set(s *session, text string) {
	n.text[uintptr(unsafe.Pointer(s))] = text // want hidden-pointer
}

func (n *notes) hit(s *session) {
	n.count[uintptr(unsafe.Pointer(s))]++ // want hidden-pointer
}

func (n *notes) keep(s *session) { n.kept[uintptr(unsafe.Pointer(s))] = s }

func (n *notes) pair(s *session, text string) { n.pairs[uintptr(unsafe.Pointer(s))] = entry{s, text} }

func (n *notes) get(s *session) (string, bool) {
	text, ok := n.text[uintptr(unsafe.Pointer(s))]
	return text, ok
}

func (n *notes) forget(s *session) {
	delete(n.text, uintptr(unsafe.Pointer(s)))
	delete(n.count, uintptr(unsafe.Pointer(s)))
	delete(n.kept, uintptr(unsafe.Pointer(s)))
	delete(n.pairs, uintptr(unsafe.Pointer(s)))
}
