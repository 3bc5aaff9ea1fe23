// Package handedlocks takes a lock and leaves it to a goroutine to release it; or releases it on return, while the goroutine goes on.
// race: Early, clean: Topics.
package handedlocks

import (
	"fmt"
	"sync"
)

type Topics struct {
	mu       sync.RWMutex // shared by publishers
	write    sync.Mutex
	messages map[string][]string
}

func New() *Topics { return &Topics{messages: map[string][]string{}} }

func (t *Topics) Publish(topic, text string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.write.Lock()
	defer t.write.Unlock()
	t.messages[topic] = append(t.messages[topic], text)
}

func (t *Topics) Forget(topic string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.write.Lock()
	defer t.write.Unlock()
	delete(t.messages, topic)
}

func (t *Topics) Replay(topic string, done func()) {
	t.mu.Lock()
	if t.messages[topic] == nil {
		defer t.mu.Unlock()
		done()
		return
	}
	go func() {
		defer t.mu.Unlock()
		for _, text := range t.messages[topic] {
			fmt.Println(text)
		}
		done()
	}()
}

type Early struct {
	mu       sync.RWMutex // shared by publishers
	write    sync.Mutex
	messages map[string][]string
}

func NewEarly() *Early { return &Early{messages: map[string][]string{}} }

func (e *Early) Publish(topic, text string) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	e.write.Lock()
	defer e.write.Unlock()
	e.messages[topic] = append(e.messages[topic], text)
}

func (e *Early) Forget(topic string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.write.Lock()
	defer e.write.Unlock()
	delete(e.messages, topic)
}

func (e *Early) Replay(topic string, done func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.messages[topic] == nil {
		done()
		return
	}
	go func() {
		for _, text := range e.messages[topic] { // want concurrent-map-access
			fmt.Println(text)
		}
		done()
	}()
}
