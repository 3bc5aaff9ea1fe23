// A plugin registry: package functions behind a lock, one that forgot it, init, and handlers of a router look-alike.
// race: Unregister against Lookup, fatal error at the delete; clean: Register, init.
package registry

import "sync"

type Plugin func(string) string

var (
	mu      sync.Mutex
	plugins = map[string]Plugin{}
	aliases = map[string]string{}
)

func init() {
	plugins["id"] = func(s string) string { return s }
	aliases["identity"] = "id"
}

func Register(name string, p Plugin) {
	mu.Lock()
	defer mu.Unlock()
	plugins[name] = p
}

func Unregister(name string) {
	delete(plugins, name) // want concurrent-map-access
}

func Lookup(name string) (Plugin, bool) {
	mu.Lock()
	defer mu.Unlock()
	if to, ok := aliases[name]; ok {
		name = to
	}
	p, ok := plugins[name]
	return p, ok
}

func Names() []string {
	var all []string
	for name := range plugins { // want concurrent-map-access
		all = append(all, name)
	}
	return all
}
