// A logger whose sink, level table and formatter are swapped at run time by setters, while Log runs in goroutines.
// race: the marked setters while Run works, DATA RACE at the stores; clean: SetPrefix, under the lock, and the constructor.
package levels

import (
	"fmt"
	"io"
	"os"
	"sync"
)

type formatter func(level int, msg string) string

type Logger struct {
	mu     sync.Mutex
	out    io.Writer
	format formatter
	names  map[int]string
	prefix *string
}

func plain(level int, msg string) string { return fmt.Sprint(level, " ", msg) }

func New() *Logger {
	l := &Logger{out: os.Stderr}
	l.format = plain
	l.names = map[int]string{0: "info"}
	return l
}

func (l *Logger) Log(level int, msg string) {
	l.mu.Lock()
	p := l.prefix
	l.mu.Unlock()
	if p != nil {
		msg = *p + msg
	}
	fmt.Fprintln(l.out, l.names[level], l.format(level, msg))
}

func (l *Logger) SetOutput(w io.Writer) {
	l.out = w // want unsynchronized-swap
}

func (l *Logger) SetFormat(f formatter) {
	l.format = f // want unsynchronized-swap
}

func (l *Logger) SetNames(names map[int]string) {
	l.names = names // want unsynchronized-swap
}

func (l *Logger) SetPrefix(p string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prefix = &p
}

// Run logs in goroutines until the messages are through; changes are made meanwhile.
func Run(messages []string, change func(*Logger)) {
	l := New()
	var wg sync.WaitGroup
	for i, m := range messages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.Log(i, m)
		}()
	}
	change(l)
	wg.Wait()
}

func Demo() {
	Run([]string{"a", "b"}, func(l *Logger) {
		l.SetOutput(io.Discard)
		l.SetFormat(func(_ int, m string) string { return m })
		l.SetNames(map[int]string{})
		l.SetPrefix("demo")
	})
}
