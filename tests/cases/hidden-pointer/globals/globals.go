// An address in a package-level variable: of an object that a function makes, of one that it is given, and of a variable of the package, which stays.
package globals

import "unsafe"

type config struct{ name string }

var (
	current uintptr
	last    uint64
	base    uintptr
	table   [64]config
)

func use(name string) {
	c := &config{name}
	current = uintptr(unsafe.Pointer(c)) // want hidden-pointer
}

func remember(c *config) {
	last = uint64(uintptr(unsafe.Pointer(c))) // want hidden-pointer
}

// The table is a variable of the package: it is neither moved nor freed.
func start() { base = uintptr(unsafe.Pointer(&table[0])) }

func at(i uintptr) *config {
	return (*config)(unsafe.Pointer(base + i*unsafe.Sizeof(table[0])))
}
