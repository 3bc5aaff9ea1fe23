// Semaphores: a channel with room, out of which nobody takes, is full after a while.
// leaks: Spend leaves each goroutine behind once the tokens are gone; clean: Borrow, Buffered, Logged.
package tokens

var spent = make(chan struct{}, 4)

func Spend(f func()) {
	go func() { // want goroutine-leak
		spent <- struct{}{}
		f()
	}()
}

var lent = make(chan struct{}, 4)

func Borrow(f func()) {
	go func() {
		lent <- struct{}{}
		defer func() { <-lent }()
		f()
	}()
}

// Buffered gives each call a channel of its own, with room.
func Buffered(f func() error) {
	done := make(chan error, 1)
	go func() { done <- f() }()
}

// Unread gives each call one without.
func Unread(f func() error) {
	done := make(chan error)
	go func() { done <- f() }() // want goroutine-leak
}

type Logger struct{ lines chan string }

func NewLogger(write func(string)) *Logger {
	l := &Logger{lines: make(chan string, 16)}
	go func() {
		for s := range l.lines {
			write(s)
		}
	}()
	return l
}

func (l *Logger) Logged(s string) {
	go func() { l.lines <- s }()
}

func (l *Logger) Close() { close(l.lines) }
