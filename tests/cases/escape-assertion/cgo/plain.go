package cgo

func Plain() int {
	p := new(int) //ptrsafe:heap // want escape-assertion
	return *p
}
