// Functional options that write into a map of the client: New makes one of the maps before it runs them, and one behind them; NewServer makes one in a helper before.
// panics: New(WithHeader("a", "b")); clean: all others.
package lateoptions

type Client struct {
	base    string
	headers map[string]string
	retries map[int]int
	query   map[string][]string
}

type Option func(*Client)

func WithHeader(k, v string) Option {
	return func(c *Client) {
		c.headers[k] = v // want nil-map-write
	}
}

func WithRetry(status, times int) Option {
	return func(c *Client) { c.retries[status] = times }
}

func WithQuery(k string, vs ...string) Option {
	return func(c *Client) {
		if c.query == nil {
			c.query = make(map[string][]string)
		}
		c.query[k] = append(c.query[k], vs...)
	}
}

func New(base string, opts ...Option) *Client {
	c := &Client{base: base, retries: map[int]int{503: 1}}
	for _, o := range opts {
		o(c)
	}
	if c.headers == nil {
		c.headers = map[string]string{"Accept": "*/*"}
	}
	return c
}

// Others have a type of their own: they run when the maps are there.
type Setting func(*Server)

type Server struct {
	name string
	tags map[string]bool
	seen map[string]int
}

func WithTag(t string) Setting {
	return func(s *Server) { s.tags[t] = true }
}

func WithSeen(k string) Setting {
	return func(s *Server) { s.seen[k]++ }
}

func (s *Server) reset() {
	s.seen = map[string]int{}
}

func NewServer(settings ...Setting) *Server {
	s := &Server{}
	s.tags = map[string]bool{}
	s.reset()
	for _, set := range settings {
		set(s)
	}
	s.seen = map[string]int{"": len(s.seen)}
	return s
}

func Default() (*Client, *Server) {
	return New("http://localhost", WithRetry(500, 2), WithQuery("v", "1")), NewServer(WithTag("a"), WithSeen("b"))
}
