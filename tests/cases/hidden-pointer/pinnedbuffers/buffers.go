// Addresses as numbers around calls: a stack array's across a call that may move it; pinned, kept alive, or used at once.
// dangles: Checksum when the stack grows in between; clean: Pinned, Offset, Page.
package pinnedbuffers

import (
	"runtime"
	"unsafe"
)

type Device struct {
	addr uintptr
	pin  runtime.Pinner
	buf  *[4096]byte
}

//go:noinline
func grow(n int) int {
	var pad [1024]byte
	if n == 0 {
		return int(pad[0])
	}
	return grow(n-1) + int(pad[n%1024])
}

func Checksum(n int) (sum int) {
	var window [64]byte
	window[0] = byte(n)
	addr := uintptr(unsafe.Pointer(&window)) // want hidden-pointer
	sum = grow(n)
	sum += int(*(*byte)(unsafe.Pointer(addr)))
	return sum + int(window[1])
}

func (d *Device) Pinned() {
	d.buf = new([4096]byte)
	d.pin.Pin(d.buf)
	d.addr = uintptr(unsafe.Pointer(d.buf))
}

func (d *Device) Close() {
	d.addr = 0
	d.pin.Unpin()
	d.buf = nil
}

func Offset(b []byte, sub []byte) int {
	if len(b) == 0 || len(sub) == 0 {
		return -1
	}
	return int(uintptr(unsafe.Pointer(&sub[0])) - uintptr(unsafe.Pointer(&b[0])))
}

func Page(p *int) uintptr {
	return uintptr(unsafe.Pointer(p)) &^ 4095
}

func Next(xs *[4]int32, i int) int32 {
	return *(*int32)(unsafe.Pointer(uintptr(unsafe.Pointer(xs)) + uintptr(i%4)*unsafe.Sizeof(xs[0])))
}
