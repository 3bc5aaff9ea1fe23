package expressions

var _ = a + b*c - d<<1&^e | f
var _ = a || b && c == d
var _ = !a && -b < +c && ^d != *e && &f != <-g
var _ = (a)
var _ = a.b.c[1](2, x...)
var _ = s[:]
var _ = s[1:]
var _ = s[:2]
var _ = s[1:2:3]
var _ = f[int](1)
var _ = g[int, map[string]bool]{}
var _ = x.(int)
var _ = T{1, 2}
var _ = []T{{1}, {b: 2}, 3: {}}
var _ = [...]string{2: "a", "b"}
var _ = map[string]*T{"a": {x.y: 1}}
var _ = struct{ a int }{1}
var _ = func(a, b int) (c int) { return a }
var _ = new(1 + 2)
var _ = (*T).method
var _ = (<-chan int)(nil)
var _ = <-chan int(nil)
var _ = chan<- chan int(nil)
var _ = []byte("s")
var _ = interface{}(0)
var _ = 0x_1Fp-2 + 0b101 + 0o17 + 017 + 1_000.5e3i + 'a' + '\n' + '\u00e9' + "q\"" + `raw
string`
