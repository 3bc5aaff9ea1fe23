// Sets of what a walk has visited: what is walked over is alive as long as the walk. A memo that outlives the walk is not.
package visited

import "unsafe"

type tree struct {
	left, right *tree
	value       int
}

type walker struct{ seen map[uintptr]bool }

// Every node is reached from the root, which the caller has.
func (w *walker) sum(t *tree) int {
	if t == nil {
		return 0
	}
	addr := uintptr(unsafe.Pointer(t))
	if w.seen[addr] {
		return 0
	}
	w.seen[addr] = true // want-possible hidden-pointer
	return t.value + w.sum(t.left) + w.sum(t.right)
}

type memo struct{ depth map[uintptr]int }

func newMemo() *memo { return &memo{map[uintptr]int{}} }

func total(t *tree) int {
	w := walker{map[uintptr]bool{}}
	return w.sum(t)
}

func (m *memo) depthOf(t *tree) int {
	addr := uintptr(unsafe.Pointer(t))
	if d, ok := m.depth[addr]; ok {
		return d
	}
	d := depth(t)
	m.depth[addr] = d // want hidden-pointer
	return d
}

func depth(t *tree) int {
	if t == nil {
		return 0
	}
	return 1 + max(depth(t.left), depth(t.right))
}
