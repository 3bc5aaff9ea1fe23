// Signals: Stop ends the delivery and does not close the channel; a context of signals ends what waits for it.
// leaks: OnHangup and Park leave a goroutine a call; clean: OnHangupDone, UntilInterrupt, OnFirst.
package signals

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// OnHangup gives a stop function after which nothing ever arrives.
func OnHangup(reload func()) (stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	go func() { // want goroutine-leak
		for range c {
			reload()
		}
	}()
	return func() { signal.Stop(c) }
}

func OnHangupDone(reload func()) (stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	go func() {
		for range c {
			reload()
		}
	}()
	return func() {
		signal.Stop(c)
		close(c)
	}
}

func UntilInterrupt(work func(context.Context)) (stop func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	go func() {
		work(ctx)
		<-ctx.Done()
	}()
	return stop
}

// OnFirst ends with the first signal.
func OnFirst(f func(os.Signal)) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	go func() {
		f(<-c)
		signal.Stop(c)
	}()
}

// Park keeps a goroutine for nothing.
func Park(f func()) {
	go func() { // want goroutine-leak
		f()
		select {}
	}()
}

// Trap ends the process at the second signal.
func Trap(cleanup func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		for n := 0; ; n++ {
			<-c
			if n > 0 {
				os.Exit(2)
			}
			go cleanup()
		}
	}()
}

func exit() { os.Exit(1) }

func TrapOther() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM)
	go func() {
		for {
			if s := <-c; s == syscall.SIGTERM {
				exit()
			}
		}
	}()
}
