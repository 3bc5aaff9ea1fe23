"""Webs: programs whose functions, values or types lead to each other in many ways, of any size.

Whoever follows them to a bounded depth without keeping what it has found takes as many steps as there are ways: the number of branches to the power
of the depth. Many of these took minutes or more once.
"""
WEBS = {}  # the program of a size, a small one, and a large one that takes below a second


def web(small, large):
    def add(f):
        WEBS[f.__name__] = (f, small, large)
        return f
    return add


COMMON = """
type S struct {
	mu sync.Mutex
	rw sync.RWMutex
	m map[string]int
	ms map[string]*S
	next, prev *S
	n int
	c chan *S
	f func(*S)
	list []*S
	at atomic.Int64
	ptr atomic.Pointer[S]
	key string
	any any
	i I
	wg sync.WaitGroup
	sm sync.Map
	b []byte
}
type I interface { Do(s *S) *S }
var glob *S
var table = map[string]*S{}
var tmu sync.Mutex
func cond() bool { return len(os.Args) > 1 }
"""
# What asks questions of all analyses about `s` and `k`.
USES = """	s.m[k] = s.n
	s.mu.Lock(); s.ms[k] = s.next; s.mu.Unlock()
	table[k] = s
	s.n++
	go func() { s.n++; s.m[k]++; s.c <- s }()
	if x := s.ms[k]; x != nil { x.n++; s.next = x }
	s.list = append(s.list, s.ms[k])
	s.ptr.Store(s)
	if _, ok := s.m[k]; !ok { s.m[k] = len(k) }
	s.f(s)
	for kk, v := range s.ms { v.n++; s.ms[kk] = v; p := &v; s.list = append(s.list, *p) }
	if v, ok := s.sm.Load(k); ok { v.(*S).n++; s.sm.Store(k, v) }
	u := uintptr(unsafe.Pointer(s)); *(*int)(unsafe.Pointer(u + unsafe.Sizeof(*s)))++
"""
PACKAGES = ["context", "fmt", "net/http", "os", "strings", "sync", "sync/atomic", "time", "unsafe"]


def prog(body, main=""):
    body = COMMON + body
    if "func main()" not in body:
        body += "\nfunc main() {\n" + main + "}\n"
    return "package main\n\nimport (\n" + "".join(f'\t"{p}"\n' for p in PACKAGES if p.split("/")[-1] + "." in body) + ")\n" + body


def layers(n, depth, call, sig, uses="", ret=""):
    """`depth` layers of `n` functions: each calls all of the next layer, and the last ones use what they are given."""
    out = []
    for d in range(depth):
        for i in range(n):
            out.append(f"func l{d}_{i}({sig}) {ret} {{\n")
            if d == depth - 1:
                out.append(uses)
            else:
                out += ["\t" + call.format(f=f"l{d+1}_{j}", i=i, j=j, d=d) + "\n" for j in range(n)]
            out.append({"": "", "*S": "\treturn s\n"}.get(ret, "\treturn s, k\n") + "}\n")
    return "".join(out)


@web(8, 32)
def layered(n):
    return prog(layers(n, 8, "{f}(s, k)", "s *S, k string", USES), "\ts := &S{}\n" + "".join(f"\tl0_{i}(s, os.Args[{i}])\n" for i in range(n)))


@web(4, 16)
def layered_mixed(n):
    return prog(layers(n, 8, "if cond() {{ {f}(s.next, k+\"a\") }} else {{ {f}(s.ms[k], s.key); s.mu.Lock(); {f}(s, k); s.mu.Unlock() }}", "s *S, k string", USES), "\ts := &S{}\n" + "".join(f"\tl0_{i}(s, os.Args[{i}])\n" for i in range(n)))


@web(4, 24)
def layered_closures(n):
    return prog(layers(n, 6, "func() {{ {f}(s, k); go func() {{ {f}(s, k) }}() }}()", "s *S, k string", USES), "\ts := &S{}\n" + "".join(f"\tl0_{i}(s, os.Args[{i}])\n" for i in range(n)))


@web(4, 40)
def layered_return(n):
    return prog(layers(n, 8, "if cond() {{ return {f}(s, k) }}", "s *S, k string", "\tif cond() { return table[k] }\n\tif cond() { return s.ms[k] }\n\tif cond() { return nil }\n", "*S"), "".join(f"\tx{i} := l0_{i}(&S{{}}, os.Args[1]); x{i}.n++; table[os.Args[2]] = x{i}; go func() {{ x{i}.m[`a`]++ }}()\n" for i in range(n)))


@web(4, 32)
def layered_two(n):
    return prog(layers(n, 8, "if s, k := {f}(s, k); s != nil && k != `` {{ return s, k }}", "s *S, k string", "\tif cond() { return table[k], k }\n\tif cond() { return s.ms[k], k + `a` }\n\tif cond() { return nil, `` }\n", "(*S, string)"), "".join(f"\tx{i}, k{i} := l0_{i}(&S{{}}, os.Args[1]); x{i}.n++; table[k{i}] = x{i}; go func() {{ x{i}.m[k{i}]++ }}()\n" for i in range(n)))


@web(4, 32)
def clique(n):
    return prog("".join(f"func f{i}(s *S, k string) {{\n{USES}" + "".join(f"\tif cond() {{ f{j}(s, k) }}\n" for j in range(n)) + "}\n" for i in range(n)), "\tf0(&S{}, os.Args[1])\n")


@web(4, 16)
def clique_go(n):
    return prog("".join(f"func f{i}(s *S, k string) {{\n{USES if i < 3 else ''}" + "".join(f"\tgo f{j}(s.next, k)\n\tf{j}(s.ms[k], s.key)\n" for j in range(n)) + "}\n" for i in range(n)), "\tf0(&S{}, os.Args[1])\n")


@web(4, 32)
def clique_params(n):
    ps = ", ".join(f"p{i} *S" for i in range(6))
    return prog("".join(f"func f{i}({ps}, k string) *S {{\n\ts := p0\n" + "".join(f"\tif cond() {{ s = f{j}(p{j%6}, p{(j+1)%6}.next, p{(i+2)%6}.ms[k], s, p1, table[k], k) }}\n" for j in range(n)) + USES + "\treturn s\n}\n" for i in range(n)), "\ts := &S{}; f0(s,s,s,s,s,s, os.Args[1])\n")


@web(4, 32)
def captured(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tvar v{i} = s.ms[k]\n" for i in range(n))
    b += "".join("\tgo func() {\n" + "".join(f"\t\tif cond() {{ v{i} = v{j} }}\n" for j in range(n) if j != i) + f"\t\tv{i}.n++; v{i}.m[k]++; table[k] = v{i}\n\t}}()\n" for i in range(n)) + USES + "}\n"
    return prog(b, "\tw(&S{}, os.Args[1])\n")


@web(4, 64)
def captured_callers(n):
    b = "func w(s, t *S, k string, f func(*S)) {\n\tvar a, b, c *S = s, t, nil\n\tgo func() { a = b; b = c; c = a; a = s; b = t }()\n\tgo func() { c = b; f(a); a.n++ ; b.m[k]++ }()\n"
    b += "\tw(a, b, k, func(x *S) { a = x; b = c; f(x); w(b, a, k, f) })\n" * n + USES + "}\n"
    return prog(b, "".join(f"\tw(&S{{}}, table[os.Args[{i}]], os.Args[1], nil)\n" for i in range(n)))


@web(4, 32)
def captured_web(n):
    b = ""
    for i in range(n):
        b += f"func w{i}(s *S, k string) {{\n\tvar a, b *S = s, s.next\n\tf := func(x *S) {{ a = x; b = a; x.n++ }}\n\tg := func(x *S) {{ b = x; f(b); x.m[k]++ }}\n"
        for j in range(n): b += f"\tif cond() {{ w{j}(a, k); go func() {{ w{j}(b, k); f(a); g(b); a = b }}() }}\n"
        b += "}\n"
    return prog(b, "\tw0(&S{}, os.Args[1])\n")


@web(4, 32)
def captured_chain(n):
    # functions each with closures, storing captured variable in the next one's captured variable through parameters
    b = ""
    for i in range(n):
        b += f"func w{i}(s *S, list []*S, k string) {{\n\tvar cur, old *S\n\tfor _, e := range list {{ cur = e; func() {{ old = cur; cur = s }}() }}\n\tvisit(func(x *S) bool {{ cur = x; old = cur; "
        b += " ".join(f"w{j}(cur, list, k); w{j}(old, list, k);" for j in range(n)) + " return cur.n < old.n })\n\tcur.m[k]++; old.n++; table[k] = old\n}\n"
    return prog(b + "func visit(f func(*S) bool) { for _, s := range table { if !f(s) { return } } }\n", "\tgo w0(&S{}, nil, os.Args[1])\n\tw0(&S{}, nil, os.Args[1])\n")


@web(4, 64)
def captured_setters(n):
    b = "func w(s, t *S, k string) {\n\tvar a, b, c *S = s.ms[k], t.ms[k], nil\n\tf := func(x *S) { a = x; x.n++ }\n\tg := func(x *S) { b = x; x.m[k]++ }\n\th := func(x *S) { c = x; table[k] = x }\n" + "".join(f"\tf({'abc'[i%3]}); g({'bca'[i%3]}); h({'cab'[i%3]}); f(b); g(c); h(a)\n" for i in range(n)) + "\tgo func() { f(a); g(b); h(c); a.n++; b.m[k]++ }()\n\ta.n++; b.m[k]++; c.ms[k] = a\n}\n"
    return prog(b, "\tgo w(&S{}, glob, ``)\n\tw(&S{}, &S{}, os.Args[1])\n")


@web(4, 32)
def captured_set_web(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tv{i} := s.ms[k]\n\tset{i} := func(x *S) {{ v{i} = x; x.n++; x.m[k]++ }}\n" for i in range(n)) + "".join(f"\tset{i}(v{j})\n" for i in range(n) for j in range(n)) + "".join(f"\tgo func() {{ v{i}.n++; set{i}(v{(i+1)%n}) }}()\n" for i in range(n)) + "}\n"
    return prog(b, "\tgo w(glob, ``)\n\tw(&S{}, os.Args[1])\n")


@web(4, 32)
def phis(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tv{i} := s.ms[k]\n\tm{i} := s.m\n\tk{i} := k\n" for i in range(n))
    b += "\tfor cond() {\n" + "".join(f"\t\tif cond() {{ v{i} = v{(i*7+3)%n}; m{i} = m{(i+1)%n}; k{i} = k{(i*5+1)%n} }} else {{ v{i} = v{(i*3+1)%n}.next; m{i} = v{i}.m; k{i} += k{(i+2)%n} }}\n" for i in range(n))
    b += "".join(f"\t\tv{i}.n++; m{i}[k{i}]++; table[k{i}] = v{i}\n" for i in range(n)) + "\t}\n" + "".join(f"\tv{i}.n++; m{i}[k{i}]++; table[k{i}] = v{i}; go func() {{ v{i}.n++; m{i}[k{i}]++ }}()\n" for i in range(n)) + "}\n"
    return prog(b, "\tw(&S{}, os.Args[1])\n")


@web(4, 24)
def phis_swap(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tv{i} := s.ms[k]\n" for i in range(n)) + "\tfor cond() {\n"
    b += "".join(f"\tif cond() {{ v{i}, v{j} = v{j}, v{i} }}\n" for i in range(n) for j in range(i))
    b += "\t}\n" + "".join(f"\tv{i}.n++; table[k] = v{i}; go func() {{ v{i}.n++ }}()\n" for i in range(n)) + USES + "}\n"
    return prog(b, "\tw(&S{}, os.Args[1])\n")


@web(8, 64)
def maps_web(n):
    b = "func w(s *S, k string) {\n\tm := map[string]*S{}\n\tmm := map[string]map[string]*S{}\n" + "".join(f"\tm[`a{i}`] = m[`a{(i+1)%n}`]\n\tmm[`a{i}`] = mm[`a{i+1}`]\n" for i in range(n)) + "".join(f"\tm[`a{i}`].n++\n\tmm[`{i}`][k] = m[k]\n\tgo func() {{ m[`a{i}`].n++; mm[`{i}`][k] = s }}()\n" for i in range(n))
    return prog(b + USES + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 32)
def maps_many(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tm{i} := map[string]*S{{}}\n" for i in range(n)) + "".join(f"\tm{i}[k] = m{j}[k]\n" for i in range(n) for j in range(n)) + "".join(f"\tm{i}[k].n++\n\tgo func() {{ m{i}[k].n++ }}()\n" for i in range(n))
    return prog(b + USES + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 20)
def maps_global(n):
    b = "".join(f"var g{i} = map[string]*S{{}}\nvar h{i} []*S\nvar p{i} *S\n" for i in range(n)) + "func w(s *S, k string) {\n" + "".join(f"\tg{i}[k] = g{j}[k]; h{i} = append(h{i}, h{j}...); p{i} = p{j}.next; h{i} = append(h{i}, g{j}[k]); p{i} = h{j}[0]\n" for i in range(n) for j in range(n)) + "".join(f"\tg{i}[k].n++; p{i}.n++; h{i}[0].m[k]++\n\tgo func() {{ g{i}[k].n++; p{i}.n++; h{i}[0].m[k]++ }}()\n" for i in range(n))
    return prog(b + USES + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 64)
def appends(n):
    b = "func w(s *S, k string) {\n\tvar l, r []*S\n" + "".join(f"\tl = append(l, r...)\n\tr = append(r, l[{i}], s.ms[k], r[0])\n\tif cond() {{ l = r[{i}:] }}\n" for i in range(n))
    return prog(b + "\tl[0].n++; r[1].m[k]++; go func() { l[0].n++; r[0].n++ }()\n\tfor _, x := range l { x.n++; table[k] = x }\n" + USES + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 32)
def channels(n):
    b = "func w(s *S, k string) {\n" + "".join(f"\tc{i} := make(chan *S)\n" for i in range(n))
    for i in range(n): b += "\tgo func() {\n" + "".join(f"\t\tc{i} <- <-c{j}\n" for j in range(n)) + f"\t\tselect {{ case x := <-c{i}: x.n++; case c{(i+1)%n} <- s: }}\n\t\tclose(c{i})\n\t}}()\n"
    return prog(b + "".join(f"\tfor x := range c{i} {{ x.n++; x.m[k]++ }}\n" for i in range(n)) + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 32)
def channels_params(n):
    b = "".join(f"func w{i}(a, b, c chan *S, k string) {{\n\td := make(chan *S)\n" + "".join(f"\tgo w{j}(b, c, a, k); go w{j}(d, a, b, k); w{j}(c, d, b, k)\n" for j in range(n)) + "\ta <- <-b; c <- <-a; x := <-c; x.n++; close(d); for y := range d { y.n++; table[k] = y }\n}\n" for i in range(n))
    return prog(b, "\tc := make(chan *S); w0(c, c, make(chan *S), os.Args[1])\n")


@web(4, 32)
def interfaces(n):
    b = "".join(f"type T{i} struct {{ in I; s *S; m map[string]I; mu sync.Mutex }}\nfunc (t *T{i}) Do(s *S) *S {{\n\tt.mu.Lock(); defer t.mu.Unlock()\n\tt.m[s.key] = s.i\n\tgo t.in.Do(s)\n\ts.i = t\n\tif cond() {{ return t.in.Do(s.next) }}\n\treturn s.i.Do(t.s)\n}}\n" for i in range(n))
    return prog(b, "".join(f"\tt{i} := &T{i}{{}}; t{i}.in = t{(i+1)%n}x(); t{i}.Do(&S{{}}).n++\n" for i in range(n)) + "}\n" + "".join(f"func t{i}x() I {{ return &T{i}{{}} }}\n" for i in range(n)) + "func z() {\n")


@web(4, 32)
def locks(n):
    b = "".join(f"func f{i}(s *S, k string) {{\n" + ("\ts.mu.Lock()\n" if i % 3 == 0 else "\ts.rw.RLock(); defer s.rw.RUnlock()\n" if i % 3 == 1 else "\tif cond() { tmu.Lock(); defer tmu.Unlock() }\n") + "".join(f"\tif cond() {{ f{j}(s, k) }}\n" for j in range(n)) + "\ts.n++; s.m[k]++; table[k] = s\n" + ("\ts.mu.Unlock()\n" if i % 3 == 0 else "") + "}\n" for i in range(n))
    return prog(b, "".join(f"\tgo f{i}(&S{{}}, os.Args[1])\n" for i in range(n)) + "\tf0(&S{}, ``)\n")


@web(4, 64)
def types_tree(n):
    b = "type T0 struct { m map[string]int; p *S; mu sync.Mutex; f func(); i any }\n" + "".join(f"type T{i+1} struct {{ a, b, c, d T{i}; e []T{i}; f *T{i}; g map[string]T{i}; h chan T{i} }}\n" for i in range(n))
    return prog(b + f"var t T{n}\nfunc w(p *T{n}, k string) {{ x := *p; p{'.a' * n}.m[k]++; y := x{'.b' * n}; y.m[k]++; go func() {{ t = *p; p.a = x.b; use(t, x, p) }}(); var z T{n}; z.a = p.c; tt[k] = z; tt[k] = *p; fmt.Println(p, z); ts = append(ts, z); clone(z); cc <- z }}\nvar ts []T{n}\nvar cc chan T{n}\nvar tt = map[string]T{n}{{}}\nfunc use(a ...any) {{}}\nfunc clone(t T{n}) T{n} {{ return t }}\n", "\tw(&t, os.Args[1])\n")


@web(4, 32)
def types_generic(n):
    b = "type G[A, B any] struct { a A; b B; m map[string]A; p *B }\nfunc (g *G[A, B]) Set(k string, a A) { g.m[k] = a; go func() { g.m[k] = a }() }\n" + "type T0 = G[int, string]\n" + "".join(f"type T{i+1} = G[T{i}, T{i}]\n" for i in range(n))
    return prog(b + f"var t T{n}\nfunc w(p *T{n}, k string) {{ p{'.a' * n}.m[k]++; p.Set(k, p.a); go func() {{ t = *p }}() }}\n", "\tw(&t, os.Args[1])\n")


@web(4, 16)
def types_cycle(n):
    b = "".join(f"type T{i} struct {{\n" + "".join(f"\tf{j} *T{j}\n\tm{j} map[string]*T{j}\n" for j in range(n)) + "}\n" for i in range(n))
    return prog(b + "func w(p *T0, k string) {\n" + "".join(f"\tp.f{j}.f{i}.m{j}[k] = p.m{j}[k]; p.f{j} = p.f{i}.f{j}\n" for i in range(n) for j in range(n)) + "\tgo w(p, k)\n\tfmt.Println(p)\n}\n", "\tw(nil, os.Args[1])\n")


@web(8, 64)
def selects(n):
    return prog("func w(s *S, k string) {\n\tv := s\n\tfor {\n\tselect {\n" + "".join(f"\tcase v = <-v.c: v.n++; table[k] = v\n\tcase v.c <- v.next: s.n++\n" for i in range(n)) + "\t}\n\tv.n++; table[k] = v\n\t}\n}\n", "\tgo w(&S{}, os.Args[1])\n\tw(&S{}, os.Args[1])\n")


@web(4, 32)
def handlers(n):
    b = "".join(f"func h{i}(w http.ResponseWriter, r *http.Request) {{ table[r.URL.Path] = glob; glob = &S{{}}; f{i}(glob, r.URL.Path) }}\nfunc f{i}(s *S, k string) {{\n" + "".join(f"\tif cond() {{ f{j}(s, k) }}\n" for j in range(n)) + "\ts.n++; s.m[k]++; table[k] = s\n}\n" for i in range(n))
    return prog(b, "".join(f"\thttp.HandleFunc(`/{i}`, h{i})\n" for i in range(n)))


@web(4, 24)
def iterators(n):
    b = "".join(f"func it{i}(s *S) func(func(string, *S) bool) {{\n\treturn func(yield func(string, *S) bool) {{\n" + "".join(f"\t\tfor k, x := range it{j}(s.next) {{ if !yield(k, x) {{ return }}; s.ms[k] = x; x.n++ }}\n" for j in range(n)) + "\t}\n}\n" for i in range(n))
    return prog(b, "\tfor k, x := range it0(&S{}) { table[k] = x; x.m[k]++; go func() { x.n++ }() }\n")


@web(4, 32)
def keys(n):
    b = "".join(f"func k{i}(k string, s *S) string {{\n" + "".join(f"\tif cond() {{ k += k{j}(k, s) + s.key }}\n" for j in range(n)) + "\tif _, ok := table[k]; ok { return k }\n\ttable[k] = s; s.m[k]++\n\treturn strings.ToLower(k)\n}\n" for i in range(n))
    return prog(b, "\thttp.HandleFunc(`/`, func(w http.ResponseWriter, r *http.Request) { table[k0(r.URL.Path, glob)] = glob; table[k0(r.FormValue(`a`), glob)].n++ })\n")


@web(4, 32)
def options(n):
    b = "type O func(*S)\n" + "".join(f"func O{i}(p *S, o ...O) O {{ return func(s *S) {{ s.next = p; s.n++; s.m = p.m; for _, f := range o {{ f(s); f(p) }} }} }}\n" for i in range(n)) + "func New(o ...O) *S { s := &S{}; for _, f := range o { f(s) }; return s }\n"
    return prog(b, "".join(f"\tx{i} := New(" + ", ".join(f"O{j}(New(O{i}(nil)))" for j in range(n)) + f"); x{i}.n++; go x{i}.f(x{i}); x{i}.m[`a`]++\n" for i in range(n)))


@web(4, 64)
def nested_literals(n):
    return prog("func w(s *S, k string) {\n\tv := s\n" + "".join(f"{'go ' if i % 3 == 0 else 'defer ' if i % 3 == 1 else ''}func() {{ v{i} := s; v = v{i}; s.m[k]++; v.n++; table[k] = v{i}; if cond() {{ v{max(i-1,0)} = v }}\n" for i in range(n)) + USES + "}()\n" * n + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 64)
def nested_loops(n):
    return prog("func w(s *S, k string) {\n\tv := s\n\tm := s.m\n" + "".join(f"for i{i}, x{i} := range s.ms {{ if cond() {{ v = x{i}; m = v.m }}; m[i{i}]++; v.n++; s.ms[k] = v\n" for i in range(n)) + USES + "}\n" * n + "}\n", "\tw(&S{}, os.Args[1])\n")


@web(4, 24)
def layered_callbacks(n):
    return prog(layers(n, 5, "{f}(s, g)", "s *S, g func(*S)", "\tg(s)\n\tfor _, x := range s.list { g(x) }\n"), "\ts := &S{}\n" + "".join(f"\tl0_{i}(s, func(x *S) {{ x.n++; s.m[x.key]++; s = x }})\n\tgo l0_{i}(s, func(x *S) {{ x.n++; s.m[x.key]++; table[x.key] = s }})\n" for i in range(n)))


@web(4, 32)
def layered_callbacks4(n):
    return prog(layers(n, 4, "{f}(s, g)", "s *S, g func(*S)", "\tg(s)\n"), "\tm := map[string]int{}\n" + "".join(f"\tl0_{i}(nil, func(x *S) {{ m[x.key]++ }})\n" for i in range(n)) + "\tgo func() { m[``]++ }()\n\tm[``]++\n")


@web(4, 32)
def layered_callbacks_wrapped(n):
    return prog(layers(n, 4, "{f}(s, func(x *S) {{ g(x) }})", "s *S, g func(*S)", "\tg(s)\n"), "\tm := map[string]int{}\n" + "".join(f"\tl0_{i}(nil, func(x *S) {{ m[x.key]++ }})\n" for i in range(n)) + "\tgo func() { m[``]++ }()\n\tm[``]++\n")


@web(4, 32)
def layered_publish(n):
    return prog(layers(n, 4, "{f}(s, k)", "s *S, k string", "\tvar wg sync.WaitGroup\n\twg.Add(1); go func() { defer wg.Done(); s.n++; s.m[k]++ }(); wg.Wait()\n\ts.n++\n"), "".join(f"\tx{i} := &S{{}}; l0_{i}(x{i}, ``); x{i}.n++; x{i}.m[`a`]++\n" for i in range(n)))


@web(4, 32)
def requests_layers(n):
    return prog(layers(n, 5, "{f}(r, k); d{d}_{j}(k)", "r *http.Request, k string", "\treqs[k] = r; ctxs[k] = r.Context(); ch <- r\n") + layers(n, 5, "{f}(k)", "k string", "\tdelete(other, k)\n").replace("func l", "func d").replace("\tl", "\td") + "var ch = make(chan *http.Request)\nvar reqs = map[string]*http.Request{}\nvar other = map[string]int{}\nvar ctxs = map[string]context.Context{}\nfunc recv() { for r := range ch { reqs[``] = r; " + "; ".join(f"d0_{i}(``)" for i in range(n)) + "} }\n", "\tgo recv()\n\thttp.HandleFunc(`/`, func(w http.ResponseWriter, r *http.Request) { " + "; ".join(f"l0_{i}(r, r.URL.Path)" for i in range(n)) + "; ch <- r; " + "; ".join(f"d0_{i}(``)" for i in range(n)) + " })\n")


@web(4, 24)
def selects_web(n):
    b = "".join(f"func w{i}(a, b chan *S, done chan struct{{}}) {{\n\tfor {{ select {{\n" + "".join(f"\tcase x := <-a: go w{j}(b, a, done); x.n++; b <- x\n\tcase b <- glob: w{j}(a, b, done)\n" for j in range(n)) + "\tcase <-done: close(a); return\n\t} }\n}\n" for i in range(n))
    return prog(b, "\tc, d := make(chan *S), make(chan struct{}); go w0(c, c, d); close(d); for x := range c { x.n++ }\n")


@web(4, 32)
def layered_wait_params(n):
    return prog(layers(n, 7, "{f}(c, ctx)", "c chan *S, ctx context.Context", "\tselect { case x := <-c: x.n++; case <-ctx.Done(): }\n\tc <- nil\n\tfor { select { case <-c: return; case <-ctx.Done(): } }\n"), "\tc := make(chan *S); ctx, cancel := context.WithCancel(context.Background()); defer cancel()\n" + "".join(f"\tgo l0_{i}(c, ctx)\n" for i in range(n)) + "\tfor { c <- nil; <-c }\n")


@web(4, 32)
def phi_channels(n):
    b = "func w(s *S, ctx context.Context) {\n" + "".join(f"\tc{i} := make(chan *S)\n\tx{i}, _ := context.WithCancel(ctx)\n" for i in range(n))
    b += "\tfor cond() {\n" + "".join(f"\t\tif cond() {{ c{i} = c{(i*7+3)%n}; x{i} = x{(i*3+1)%n} }} else if cond() {{ c{i} = c{(i*3+1)%n}; x{i} = context.WithValue(x{(i*5+2)%n}, 1, 2) }} else if cond() {{ c{i} = c{(i*5+2)%n} }}\n" for i in range(n))
    b += "\t}\n" + "".join(f"\tgo func() {{ <-c{i}; <-x{i}.Done(); c{i} <- s }}()\n\tgo run(c{i}, x{i})\n" for i in range(n)) + "}\nfunc run(c chan *S, ctx context.Context) { for { select { case <-c: case <-ctx.Done(): return } } }\n"
    return prog(b, "\tgo w(&S{}, context.Background())\n")


@web(4, 24)
def context_webs(n):
    b = "type H struct { ctx context.Context; stop func() }\n" + "".join(f"func w{i}(h *H, ctx context.Context, s *S) {{\n" + "".join(f"\tif cond() {{ h.ctx = context.WithValue(h.ctx, {j}, s); w{j}(h, ctx, s); w{j}(h, h.ctx, s); go w{j}(h, context.WithValue(ctx, 1, 2), s) }}\n" for j in range(n)) + "\tselect { case <-h.ctx.Done(): case <-ctx.Done(): }\n\tgo func() { <-ctx.Done(); <-h.ctx.Done(); h.stop() }()\n}\n" for i in range(n))
    return prog(b, "\th := &H{}; h.ctx, h.stop = context.WithCancel(context.Background()); w0(h, h.ctx, nil)\n")


@web(8, 64)
def number_dag(n):
    b = "func w(s *S, k string) {\n\tvar cell *S\n\tfor i := 0; i < 10; i++ {\n\t\ta0, b0 := s.n, s.key\n" + "".join(f"\t\ta{i+1} := (a{i} + a{i}) * (a{i} - a{i})\n\t\tb{i+1} := b{i} + b{i}\n" for i in range(n)) + f"\t\ts.m[b{n}] = a{n}; cell = s.list[a{n}]; s.ms[b{n}] = cell; go func() {{ cell = s.list[a{n}]; s.m[b{n}]++ }}()\n\t\tp := &s.list[a{n}]; s.ms[b{n}] = *p; *p = s\n\t\tif a{n} > 3 && a{n} < len(s.list) {{ *(*int)(unsafe.Pointer(uintptr(unsafe.Pointer(s)) + uintptr(a{n}))) = 1; z := unsafe.Slice(&s.b[0], a{n}); z[b2i(b{n})] = 1; h := (*[1 << 20]byte)(unsafe.Pointer(&s.b[0]))[:a{n}:a{n}]; h[a{n-1}] = 1 }}\n\t}}\n}}\nfunc b2i(s string) int {{ return len(s) }}\n"
    return prog(b, "\tgo w(&S{}, ``)\n\tw(&S{}, os.Args[1])\n")


@web(4, 24)
def interfaces_many(n):
    b = "type J interface { Get(k string) J; Set(k string, j J) }\n" + "".join(f"type T{i} struct {{ j J; m map[string]J; n int }}\nfunc (t *T{i}) Get(k string) J {{ if t.m[k] != nil {{ return t.m[k].Get(k) }}; t.n++; return t.j }}\nfunc (t *T{i}) Set(k string, j J) {{ t.m[k] = j; t.j = j.Get(k); go j.Set(k, t); t.j.Set(k, t.m[k]) }}\n" for i in range(n))
    return prog(b + "var js = map[string]J{}\n", "".join(f"\tjs[`{i}`] = &T{i}{{}}; js[`{i}`].Set(``, js[``].Get(``))\n" for i in range(n)))


@web(4, 32)
def generic_instances(n):
    return prog("type G[A, B any] struct { a A; b B; m map[string]A; p *B }\ntype T0 = G[int, string]\n" + "".join(f"type T{i+1} = G[T{i}, T{i}]\n" for i in range(n)) + f"var t T{n}\nvar u map[string]T{n}\nfunc w(p *T{n}, k string) {{ u[k] = t; x := u[k]; x.m[k] = p.a; go func() {{ t = *p; u[k].m[k] = p.a }}(); v := u; v[k].p.m = nil; var z map[*T{n}]int; z[p] = 1 }}\n", "\tw(&t, os.Args[1])\n")


@web(4, 32)
def anon_structs(n):
    return prog("type T0 struct { m map[string]int }\n" + "".join(f"type T{i+1} = struct {{ a, b, c T{i}; m map[string]*T{i} }}\n" for i in range(n)) + f"var t T{n}\nvar u = map[string]T{n}{{}}\nfunc w(k string) {{ x := u[k]; x.m[k] = nil; u[k] = x; var i any = t; u[k] = i.(T{n}); go func() {{ u[k] = t; t.m[k].m[k] = nil }}() }}\n", "\tw(os.Args[1])\n")


@web(4, 24)
def func_types(n):
    return prog("type T0 = func(*S) *S\n" + "".join(f"type T{i+1} = func(T{i}, T{i}) (T{i}, T{i})\n" for i in range(n)) + f"var t T{n}\nvar u = map[string]T{n}{{}}\nfunc w(k string, f T{n}) {{ u[k] = f; a, b := f(nil, nil); _, _ = a, b; go func() {{ t = u[k]; f = t }}() }}\n", "\tw(os.Args[1], nil)\n")
