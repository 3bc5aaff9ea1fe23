// Addresses in arguments are kept for the call by the compiler; in a struct that only the call gets they last no longer. A request that waits in a queue does.
package syscalls

import (
	"runtime"
	"syscall"
	"unsafe"
)

type request struct {
	op   uint64
	addr uintptr
	n    uint64
}

type ring struct{ queue []request }

func write(fd int, b []byte) error {
	_, _, errno := syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
	if errno != 0 {
		return errno
	}
	return nil
}

func control(fd int, b []byte) error {
	r := request{op: 1, addr: uintptr(unsafe.Pointer(&b[0])), n: uint64(len(b))}
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), 0, uintptr(unsafe.Pointer(&r)))
	runtime.KeepAlive(b)
	if errno != 0 {
		return errno
	}
	return nil
}

func (q *ring) submit(b []byte) {
	r := request{op: 2, n: uint64(len(b))}
	r.addr = uintptr(unsafe.Pointer(&b[0]))
	q.queue = append(q.queue, r) // want hidden-pointer
}

func mapped(n int) (uintptr, error) {
	m, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return 0, err
	}
	return uintptr(unsafe.Pointer(&m[0])), nil
}
