"""Random Go programs about maps of pointers, for run.py: one package each, with a function Run(a, b, c int) int.

Every pointer in them comes out of a map or is a new object, and loops are bounded, so that a run ends, panics with a nil dereference of a
map's value, or panics with a write to a nil map. Conditions compare parameters with each other and with small constants, so that a
few hundred inputs take every way through.
"""
import random

HELPERS = """
type T struct {
	v    int
	next *T
}

type S struct {
	m map[int]*T
	n map[int]map[int]int
	k int
}

func newS() *S { return &S{m: make(map[int]*T), n: map[int]map[int]int{}} }

func (s *S) get(k int) *T { return s.m[k] }

func (s *S) put(k int) { s.m[k] = &T{v: k} }

func (s *S) drop(k int) { delete(s.m, k) }

func (s *S) has(k int) bool {
	_, ok := s.m[k]
	return ok
}

func (s *S) ensure(k int) *T {
	if t, ok := s.m[k]; ok && t != nil {
		return t
	}
	t := &T{v: k}
	s.m[k] = t
	return t
}

func get(m map[int]*T, k int) *T { return m[k] }

func find(m map[int]*T, k int) (*T, bool) {
	t, ok := m[k]
	if !ok || t == nil {
		return nil, false
	}
	return t, true
}

func seek(m map[int]*T, k int) (*T, error) {
	if t := m[k]; t != nil {
		return t, nil
	}
	return nil, errors.New("missing")
}

func has(m map[int]*T, k int) bool {
	return m[k] != nil
}

func put(m map[int]*T, k, v int) { m[k] = &T{v: v} }

func drop(m map[int]*T, k int) { delete(m, k) }

func value(t *T) int {
	return t.v
}

func keysOf(m map[int]*T) []int {
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

func filled(n int) map[int]*T {
	m := make(map[int]*T)
	for i := 0; i < n; i++ {
		m[i] = &T{v: i}
	}
	return m
}
"""


class Program:
    def __init__(self, rng):
        self.rng = rng
        self.lines = []
        self.names = 0
        self.depth = 1

    def emit(self, text):
        self.lines.append("\t" * self.depth + text)

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def pick(self, *choices):
        return self.rng.choice(choices)

    # A scope is what the statements may use: maps (expressions), ints (parameters, keys).
    def key(self, scope):
        return self.pick(*scope["ints"], str(self.rng.randrange(4)))

    def cond(self, scope):
        x = self.pick(*scope["ints"])
        return f"{x} {self.pick('==', '!=', '<', '>')} {self.pick(*scope['ints'], str(self.rng.randrange(4)), str(self.rng.randrange(4)))}"

    def use(self, p):
        self.emit(self.pick(f"r += {p}.v", f"r += {p}.v", f"r += value({p})", f"{p}.v++", f"{p}.next = nil"))

    def block(self, scope, size):
        self.depth += 1
        inner = {"maps": list(scope["maps"]), "ints": list(scope["ints"]), "nest": scope["nest"] + 1, "loop": scope["loop"]}
        for _ in range(size):
            self.statement(inner)
        self.depth -= 1

    def statement(self, scope):
        choices = [self.store, self.store, self.lookup, self.lookup, self.lookup, self.direct, self.remove, self.helper, self.inner_map, self.fresh_map,
                   self.constructed, self.key_list, self.get_or_create, self.closure]
        choices += [self.other_keys] if self.rng.random() < 0.5 else []
        if scope["nest"] < 3:
            choices += [self.branch, self.branch, self.loop, self.loop, self.switch]
        self.rng.choice(choices)(scope)

    def store(self, scope):
        m, k = self.pick(*scope["maps"]), self.key(scope)
        self.emit(self.pick(f"{m}[{k}] = &T{{v: {k}}}", f"{m}[{k}] = new(T)", f"put({m}, {k}, 1)", f"{m}[{k}] = &T{{}}"))
        if self.rng.random() < 0.5:
            self.use(f"{m}[{k}]")

    def lookup(self, scope):
        m, k, p, ok = self.pick(*scope["maps"]), self.key(scope), self.name("p"), self.name("ok")
        form = self.rng.randrange(9)
        if form == 0:
            self.emit(f"if {p}, {ok} := {m}[{k}]; {ok} {{")
            self.depth += 1
            self.use(p)
            self.depth -= 1
            self.emit("}")
        elif form == 1:
            self.emit(f"if {p} := {m}[{k}]; {p} != nil {{")
            self.depth += 1
            self.use(p)
            self.depth -= 1
            self.emit("}")
        elif form == 2:
            self.emit(f"{p}, {ok} := {m}[{k}]")
            self.emit(self.pick(f"if !{ok} {{", f"if {p} == nil {{", f"if !{ok} || {self.cond(scope)} {{", f"if !{ok} && {self.cond(scope)} {{", f"if {self.cond(scope)} {{"))
            self.emit("\t" + self.pick("return r", "continue" if scope["loop"] else "return -r", f"{p} = &T{{}}", "r++"))
            self.emit("}")
            self.emit(f"_ = {ok}")
            self.use(p)
        elif form == 3:
            self.emit(f"{p} := {m}[{k}]")
            self.use(p)
        elif form == 4:
            self.emit(f"if {p} := get({m}, {k}); {self.pick(p + ' != nil', p + ' != nil', self.cond(scope))} {{")
            self.depth += 1
            self.use(p)
            self.depth -= 1
            self.emit("}")
        elif form == 5:
            self.emit(f"if {p}, {ok} := find({m}, {k}); {self.pick(ok, ok, '!' + ok)} {{")
            self.depth += 1
            self.use(p)
            self.depth -= 1
            self.emit("}")
        elif form == 6:
            self.emit(f"{p}, err := seek({m}, {k})")
            self.emit(f"if err {self.pick('!=', '!=', '==')} nil {{")
            self.emit("\treturn r")
            self.emit("}")
            self.use(p)
        elif form == 7:
            self.emit(f"if has({m}, {k}) {{")
            self.depth += 1
            if self.rng.random() < 0.3:
                self.remove(scope)
            self.use(f"{m}[{k}]")
            self.depth -= 1
            self.emit("}")
        else:
            self.emit(f"if {p}, {ok} := {m}[{k}]; {ok} && {p}.v > {self.rng.randrange(3)} {{")
            self.emit("\tr++")
            self.emit("}")
        if form == 6:
            # The name err is declared once in a block.
            self.lines[self.last("err := seek")] = self.lines[self.last("err := seek")].replace("err :=", f"e{self.names} :=")
            self.lines[self.last("if err")] = self.lines[self.last("if err")].replace("if err", f"if e{self.names}")

    def last(self, text):
        return max(i for i, line in enumerate(self.lines) if text in line)

    def direct(self, scope):
        m, k = self.pick(*scope["maps"]), self.key(scope)
        if self.rng.random() < 0.7:
            self.emit(f"if _, ok := {m}[{k}]; ok {{")
            self.depth += 1
            if self.rng.random() < 0.3:
                self.statement({**scope, "maps": list(scope["maps"]), "ints": list(scope["ints"]), "nest": 3})
            self.use(f"{m}[{k}]")
            self.depth -= 1
            self.emit("}")
        elif self.rng.random() < 0.3:
            self.use(f"{m}[{k}]")

    def remove(self, scope):
        m, k = self.pick(*scope["maps"]), self.key(scope)
        self.emit(self.pick(f"delete({m}, {k})", f"drop({m}, {k})", f"clear({m})" if self.rng.random() < 0.3 else f"delete({m}, {k})"))

    def helper(self, scope):
        s, k = "s", self.key(scope)
        form = self.rng.randrange(5)
        if form == 0:
            self.emit(f"s.put({k})")
            self.use(f"s.get({k})" if self.rng.random() < 0.3 else f"s.m[{k}]")
        elif form == 1:
            self.emit(f"r += s.ensure({k}).v")
        elif form == 2:
            self.emit(f"if s.has({k}) {{")
            self.depth += 1
            if self.rng.random() < 0.3:
                self.emit(f"s.drop({self.key(scope)})")
            self.emit(f"r += s.m[{k}].v")
            self.depth -= 1
            self.emit("}")
        elif form == 3:
            self.emit(f"s.drop({k})")
        else:
            p = self.name("p")
            self.emit(f"if {p} := {s}.get({k}); {p} != nil {{")
            self.emit(f"\tr += {p}.v")
            self.emit("}")

    def inner_map(self, scope):
        k, j = self.key(scope), self.key(scope)
        if self.rng.random() < 0.6:
            self.emit(f"if s.n[{k}] == nil {{")
            self.emit(f"\ts.n[{k}] = make(map[int]int)")
            self.emit("}")
        elif self.rng.random() < 0.5:
            self.emit(f"if {self.cond(scope)} {{")
            self.emit(f"\ts.n[{k}] = map[int]int{{}}")
            self.emit("}")
        else:
            self.emit(f"r += s.n[{k}][{j}]")
            return
        self.emit(f"s.n[{k}][{j}]++")

    def fresh_map(self, scope):
        m, k = self.name("m"), self.key(scope)
        form = self.rng.randrange(5)
        if form == 0:
            self.emit(f"var {m} map[int]*T")
            self.emit(f"if {self.cond(scope)} {{")
            self.emit(f"\t{m} = make(map[int]*T)")
            self.emit("}")
            if self.rng.random() < 0.6:
                self.emit(f"if {m} != nil {{")
                self.emit(f"\t{m}[{k}] = &T{{}}")
                self.emit("}")
            else:
                self.emit(f"{m}[{k}] = &T{{}}")
            return  # nothing else may write to it
        elif form == 1:
            self.emit(f"{m} := map[int]*T{{0: {{v: 1}}, {self.rng.randrange(1, 4)}: {{}}}}")
        elif form == 2:
            self.emit(f"{m} := filled({self.key(scope)})")
        elif form == 3:
            self.emit(f"{m} := make(map[int]*T)")
        else:
            self.emit(f"{m} := make(map[int]*T, len({self.pick(*scope['maps'])}))")
            self.emit(f"for k, v := range {self.pick(*scope['maps'])} {{")
            self.emit(f"\t{m}[k] = v")
            self.emit("}")
        self.emit(f"_ = {m}")
        scope["maps"].append(m)

    def constructed(self, scope):
        s = self.name("s")
        self.emit(self.pick(f"{s} := newS()", f"{s} := newS()", f"{s} := &S{{k: {self.key(scope)}}}", f"var {s} S"))
        made = "newS" in self.lines[-1]
        if not made and self.rng.random() < 0.6:
            self.emit(f"if {s}.m == nil {{")
            self.emit(f"\t{s}.m = make(map[int]*T)")
            self.emit("}")
        self.emit(self.pick(f"{s}.m[{self.key(scope)}] = &T{{}}", f"{s}.put({self.key(scope)})", f"r += len({s}.m)"))

    def key_list(self, scope):
        m, keys = self.pick(*scope["maps"]), self.name("keys")
        if self.rng.random() < 0.5:
            self.emit(f"{keys} := keysOf({m})")
        else:
            self.emit(f"{keys} := make([]int, 0, len({m}))")
            self.emit(f"for k := range {m} {{")
            self.emit(f"\t{keys} = append({keys}, k)")
            self.emit("}")
        if self.rng.random() < 0.3:
            self.remove(scope)
        if self.rng.random() < 0.5:
            self.emit(f"sort.Ints({keys})")
        self.emit(f"for _, k := range {keys} {{")
        self.depth += 1
        self.use(f"{m}[k]")
        self.depth -= 1
        self.emit("}")

    def get_or_create(self, scope):
        m, k, p, ok = self.pick(*scope["maps"]), self.key(scope), self.name("p"), self.name("ok")
        self.emit(f"{p}, {ok} := {m}[{k}]")
        self.emit(f"if !{ok} {{" if self.rng.random() < 0.9 else f"if !{ok} && {self.cond(scope)} {{")
        self.emit(f"\t{p} = &T{{v: {k}}}")
        self.emit(f"\t{m}[{k}] = {p}")
        self.emit("}")
        self.use(p)

    def closure(self, scope):
        m, f, k = self.pick(*scope["maps"]), self.name("f"), self.key(scope)
        if self.rng.random() < 0.5:
            self.emit(f"{f} := func(k int) *T {{ return {m}[k] }}")
            self.emit(f"if p := {f}({k}); {self.pick('p != nil', 'p != nil', self.cond(scope))} {{")
            self.emit("\tr += p.v")
            self.emit("}")
        else:
            self.emit(f"{f} := func(k int) {{ {m}[k] = &T{{v: 1}} }}")
            self.emit(f"{f}({k})")
            if self.rng.random() < 0.5:
                self.use(f"{m}[{k}]")

    def other_keys(self, scope):
        """A map whose keys are objects, texts or structs."""
        m, n, k, j = self.name("o"), self.name("n"), self.key(scope), self.key(scope)
        form = self.rng.randrange(3)
        if form == 0:
            self.emit(f"{n}, {m} := [4]*T{{{{}}, {{}}, {{}}, {{}}}}, map[*T]*T{{}}")
            at = lambda i: f"{n}[uint({i})%4]"  # noqa: E731
        elif form == 1:
            self.emit(f"{n}, {m} := strconv.Itoa, map[string]*T{{}}")
            at = lambda i: f"{n}({i})"  # noqa: E731
        else:
            self.emit(f"{n}, {m} := [2]int{{{k}, {j}}}, map[[2]int]*T{{}}")
            at = lambda i: f"[2]int{{{n}[0], {i}}}"  # noqa: E731
        self.emit(f"{m}[{at(k)}] = &T{{}}")
        if self.rng.random() < 0.5:
            self.emit(f"if {self.cond(scope)} {{")
            self.emit(f"\tdelete({m}, {at(self.key(scope))})")
            self.emit("}")
        guard = self.rng.randrange(3)
        if guard == 0:
            self.emit(f"if p, ok := {m}[{at(j)}]; ok {{")
            self.emit("\tr += p.v")
            self.emit("}")
        elif guard == 1:
            self.emit(f"for _, p := range {m} {{")
            self.emit("\tr += p.v")
            self.emit("}")
        else:
            self.use(f"{m}[{at(j)}]")

    def branch(self, scope):
        self.emit(f"if {self.cond(scope)} {{")
        self.block(scope, self.rng.randint(1, 3))
        if self.rng.random() < 0.4:
            self.emit("} else {")
            self.block(scope, self.rng.randint(1, 2))
        self.emit("}")

    def switch(self, scope):
        self.emit(f"switch {self.pick(*scope['ints'])} {{")
        for value in self.rng.sample(range(4), 2):
            self.emit(f"case {value}:")
            self.block(scope, self.rng.randint(1, 2))
        if self.rng.random() < 0.5:
            self.emit("default:")
            self.block(scope, 1)
        self.emit("}")

    def loop(self, scope):
        inner = {**scope, "loop": True, "ints": list(scope["ints"])}
        form = self.rng.randrange(3)
        if form == 0:
            i = self.name("i")
            self.emit(f"for {i} := 0; {i} < {self.pick('3', '2', *scope['ints'])}; {i}++ {{")
            inner["ints"].append(i)
            self.block(inner, self.rng.randint(1, 3))
        elif form == 1:
            k, v, m = self.name("k"), self.name("v"), self.pick(*scope["maps"])
            self.emit(f"for {k}, {v} := range {m} {{")
            self.depth += 1
            self.use(v)
            if self.rng.random() < 0.3:
                self.remove(scope)
            if self.rng.random() < 0.6:
                self.use(f"{m}[{k}]")
            self.depth -= 1
            self.emit(f"\t_ = {k}")
        else:
            k, m = self.name("k"), self.pick(*scope["maps"])
            self.emit(f"for {k} := range {m} {{")
            self.depth += 1
            self.use(f"{m}[{k}]")
            self.depth -= 1
        self.emit("}")


def program(package, seed):
    p = Program(random.Random(seed))
    scope = {"maps": ["m", "s.m"], "ints": ["a", "b", "c"], "nest": 0, "loop": False}
    p.emit("r := 0")
    p.emit(p.pick("m := make(map[int]*T)", "m := map[int]*T{0: {v: 1}, 1: {}}", "m := filled(a)", "m := map[int]*T{}"))
    p.emit("s := newS()")
    p.emit("_, _ = m, s")
    for _ in range(p.rng.randint(2, 7)):
        p.statement(scope)
    p.emit("return r")
    body = "\n".join(p.lines)
    return (f"// Package {package} is a random program (seed {seed}).\npackage {package}\n\nimport (\n\t\"errors\"\n\t\"sort\"\n\t\"strconv\"\n)\n\nvar (\n\t_ = sort.Ints\n\t_ = strconv.Itoa\n)\n{HELPERS}\n"
            f"func Run(a, b, c int) int {{\n{body}\n}}\n")
