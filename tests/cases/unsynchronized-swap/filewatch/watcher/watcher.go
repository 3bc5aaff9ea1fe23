// Package watcher is fsnotify's in short: events of files on a channel.
package watcher

type Event struct{ Name string }

type Watcher struct{ Events chan Event }

func New() *Watcher { return &Watcher{Events: make(chan Event)} }

func (w *Watcher) Emit(name string) { w.Events <- Event{Name: name} }

func (w *Watcher) Close() { close(w.Events) }
