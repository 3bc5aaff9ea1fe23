// Letters into channels: the address of the loop variable, alone and in a struct.
// aliases: the receivers see the last letter; clean: a channel of values, and a channel made and read in the iteration.
package main

type letter struct{ to string }

type parcel struct {
	weight int
	label  *letter
}

func post(letters []letter, out chan<- *letter) {
	for _, l := range letters {
		out <- &l // want loop-var-address
	}
}

func pack(letters []letter, out chan<- parcel) {
	for i, l := range letters {
		out <- parcel{weight: i, label: &l} // want loop-var-address
	}
}

func trySend(letters []letter, out chan<- *letter) {
	for _, l := range letters {
		select {
		case out <- &l: // want loop-var-address
		default:
		}
	}
}

func values(letters []letter, out chan<- letter) {
	for _, l := range letters {
		out <- l
	}
}

func roundTrip(letters []letter) (n int) {
	for _, l := range letters {
		box := make(chan *letter, 1)
		box <- &l
		n += len((<-box).to)
	}
	return n
}

func main() {
	letters := []letter{{"a"}, {"b"}}
	c := make(chan *letter, 2)
	post(letters, c)
	if <-c != <-c {
		panic("post")
	}
	p := make(chan parcel, 2)
	pack(letters, p)
	if (<-p).label != (<-p).label {
		panic("pack")
	}
	trySend(letters, c)
	if <-c != <-c {
		panic("trySend")
	}
	v := make(chan letter, 2)
	values(letters, v)
	if (<-v).to != "a" || roundTrip(letters) != 2 {
		panic("clean")
	}
}
