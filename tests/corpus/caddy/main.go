// Command caddy uses github.com/caddyserver/caddy/v2 as an ordinary program does.
package main

import (
	"fmt"
	"net/http"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

func init() {
	caddy.RegisterModule(Greeter{})
	httpcaddyfile.RegisterHandlerDirective("greet", func(h httpcaddyfile.Helper) (caddyhttp.MiddlewareHandler, error) {
		g := new(Greeter)
		return g, g.UnmarshalCaddyfile(h.Dispenser)
	})
}

// Greeter is a handler module.
type Greeter struct {
	Word string `json:"word,omitempty"`
}

func (Greeter) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{ID: "http.handlers.greet", New: func() caddy.Module { return new(Greeter) }}
}

func (g *Greeter) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	w.Header().Set("Greeting", g.Word)
	return next.ServeHTTP(w, r)
}

func (g *Greeter) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	for d.Next() {
		if !d.Args(&g.Word) {
			return d.ArgErr()
		}
	}
	return nil
}

var (
	_ caddyhttp.MiddlewareHandler = (*Greeter)(nil)
	_ caddyfile.Unmarshaler       = (*Greeter)(nil)
)

func main() {
	var warnings []caddyconfig.Warning
	fmt.Println(string(caddyconfig.JSON(&Greeter{Word: "hello"}, &warnings)), len(warnings))
	if err := caddy.Stop(); err != nil {
		fmt.Println(err)
	}
}
