// Two goroutines beside each other: one returns early, and the other waits for it.
// leaks: Close, Send and Quit leave a goroutine for each call that fails; clean: a deferred close, an error that is sent, a drain.
package pairs

func Close(load func(i int) (int, error), use func(int)) {
	values := make(chan int)
	go func() {
		for i := 0; i < 10; i++ {
			v, err := load(i)
			if err != nil {
				return
			}
			values <- v
		}
		close(values)
	}()
	go func() { // want goroutine-leak
		for v := range values {
			use(v)
		}
	}()
}

func DeferredClose(load func(i int) (int, error), use func(int)) {
	values := make(chan int)
	go func() {
		defer close(values)
		for i := 0; i < 10; i++ {
			v, err := load(i)
			if err != nil {
				return
			}
			values <- v
		}
	}()
	go func() {
		for v := range values {
			use(v)
		}
	}()
}

func Send(load func(i int) (int, error), use func(int)) {
	value := make(chan int, 1)
	go func() {
		v, err := load(0)
		if err != nil {
			return
		}
		value <- v
	}()
	go func() { // want goroutine-leak
		use(<-value)
	}()
}

func SendAlways(load func(i int) (int, error), use func(int)) {
	value := make(chan int, 1)
	go func() {
		v, err := load(0)
		if err != nil {
			v = -1
		}
		value <- v
	}()
	go func() {
		use(<-value)
	}()
}

// Quit stops to receive at the first bad value.
func Quit(load func(i int) (int, error), check func(int) error) {
	values := make(chan int)
	go func() { // want goroutine-leak
		defer close(values)
		for i := 0; i < 10; i++ {
			v, _ := load(i)
			values <- v
		}
	}()
	go func() {
		for v := range values {
			if check(v) != nil {
				return
			}
		}
	}()
}

func QuitDrained(load func(i int) (int, error), check func(int) error) {
	values := make(chan int)
	go func() {
		defer close(values)
		for i := 0; i < 10; i++ {
			v, _ := load(i)
			values <- v
		}
	}()
	go func() {
		for v := range values {
			if check(v) != nil {
				for range values {
				}
				return
			}
		}
	}()
}
