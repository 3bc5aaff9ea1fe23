package exceptions

// Whether the entry is there is asked behind the use, or before it.
func newer(of map[string]*block, name string, than int) bool {
	x, ok := of[name]
	if x.uses > than { // want nil-map-value
		return true
	}
	if ok {
		x.uses++
	}
	return false
}

func older(of map[string]*block, name string, than int) bool {
	x, ok := of[name]
	if ok && x.uses < than {
		return true
	}
	if ok {
		x.uses++
	}
	return false
}

// Waiting starts what is not waiting yet, in another map.
type Waiting struct {
	of      map[string]*block
	waiting map[string]bool
}

func NewWaiting() *Waiting {
	return &Waiting{of: map[string]*block{}, waiting: map[string]bool{}}
}

func (w *Waiting) Add(name string) { w.of[name] = &block{} }

func (w *Waiting) Size(name string) int {
	if x := w.of[name]; x != nil {
		return x.size
	}
	return 0
}

func (w *Waiting) Uses(name string) int {
	if x := w.of[name]; x != nil {
		return x.uses
	}
	return 0
}

func (w *Waiting) Start(name string) {
	if _, ok := w.waiting[name]; ok {
		return
	}
	w.of[name].uses++ // want nil-map-value
	w.waiting[name] = true
}
