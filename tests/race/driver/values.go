//go:build go1.24

// Values for the arguments of a case's functions: made by reflection, with few different keys, so that calls meet.
// The package clause is replaced by that of the package that is driven; universe_test.go (tools/gooracle/drive) says what it has.
package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"time"
	"unsafe"
)

type drivenFunction struct {
	name   string
	value  any
	method bool // the receiver is the first parameter
	open   bool // others may call it; else it only makes objects
	shared bool // it, or its type, knows of goroutines
}

type drivenUniverse struct {
	funcs   []drivenFunction
	types   []reflect.Type
	strings []string
	globals map[string]any
	main    func() // of a program
}

// A maker has what the calls of one round share.
type maker struct {
	rand    *rand.Rand
	ctx     context.Context
	objects map[reflect.Type]reflect.Value // of types whose objects calls share, by pointer type
	serial  int                            // if not 0: keys are new ones
	opened  []reflect.Value                // channels that were made
	pause   time.Duration                  // function arguments take their time
}

var errDriven = errors.New("driven")

// sharedType: its objects are made once for all calls, by a constructor or because it knows of goroutines.
func sharedType(t reflect.Type) bool {
	for _, f := range driven.funcs {
		ft := reflect.TypeOf(f.value)
		if f.method && f.shared && ft.In(0).Elem() == t {
			return true
		}
		if !f.method && ft.NumOut() > 0 && (ft.Out(0) == t || (ft.Out(0).Kind() == reflect.Pointer && ft.Out(0).Elem() == t)) {
			return true
		}
	}
	return false
}

func (m *maker) text() string {
	if m.serial != 0 {
		m.serial++
		return fmt.Sprint("key", m.serial)
	}
	if n := len(driven.strings); n > 0 && m.rand.Intn(3) == 0 {
		return driven.strings[m.rand.Intn(n)]
	}
	return []string{"k", "k", "k", "j"}[m.rand.Intn(4)]
}

// request: a path that the package names, its literals as the names of values.
func (m *maker) request() *http.Request {
	path, method := "/", "GET"
	if m.rand.Intn(2) == 0 {
		method = "POST"
	}
	var query []string
	for _, s := range driven.strings {
		verb, rest, ok := strings.Cut(s, " ")
		if ok && strings.HasPrefix(rest, "/") {
			s = rest
		}
		if strings.HasPrefix(s, "/") && m.rand.Intn(3) == 0 {
			path = strings.NewReplacer("{", "", "}", "", "...", "").Replace(s)
			if ok {
				method = verb
			}
		}
		if s != "" && !strings.ContainsAny(s, " %/&=\n") {
			query = append(query, s+"="+m.text())
		}
	}
	if strings.ContainsAny(path, " %\n") {
		path = "/"
	}
	r := httptest.NewRequest(method, "/", strings.NewReader(`{"name": "k"}`)).WithContext(m.ctx)
	r.URL.Path, r.URL.RawQuery = path, strings.Join(query, "&")
	r.Header.Set("X-User", m.text())
	for _, s := range driven.strings {
		r.SetPathValue(s, m.text())
	}
	return r
}

// value makes one of the type; false if there is no way.
func (m *maker) value(t reflect.Type, depth int) (reflect.Value, bool) {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return reflect.ValueOf(time.Millisecond), true
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(time.Now()), true
	case reflect.TypeFor[*http.Request]():
		return reflect.ValueOf(m.request()), true
	case reflect.TypeFor[http.ResponseWriter]():
		return reflect.ValueOf(httptest.NewRecorder()), true
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(m.ctx), true
	case reflect.TypeFor[error]():
		return reflect.ValueOf(&errDriven).Elem(), true
	}
	if depth > 4 {
		return reflect.Zero(t), true
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(m.rand.Intn(2) == 0)
	case reflect.String:
		v.SetString(m.text())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(m.number()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(m.number()))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(m.number()))
	case reflect.Slice:
		for range 3 {
			if e, ok := m.value(t.Elem(), depth+1); ok {
				v = reflect.Append(v, e)
			}
		}
	case reflect.Map:
		v = reflect.MakeMap(t)
		k, ok := m.value(t.Key(), depth+1)
		if e, ok2 := m.value(t.Elem(), depth+1); ok && ok2 && t.Key().Comparable() {
			v.SetMapIndex(k, e)
		}
	case reflect.Chan:
		both := reflect.ChanOf(reflect.BothDir, t.Elem())
		c := reflect.MakeChan(both, 64)
		signal := t.Elem().Kind() == reflect.Struct && t.Elem().NumField() == 0 // closed when all is over
		if t.ChanDir() != reflect.SendDir && !signal {
			for range 3 {
				if e, ok := m.value(t.Elem(), depth+1); ok {
					c.Send(e)
				}
			}
		}
		if t.ChanDir() == reflect.RecvDir && !signal && m.rand.Intn(2) == 0 {
			c.Close()
		} else {
			m.opened = append(m.opened, c)
		}
		v = c.Convert(t)
	case reflect.Func:
		return m.callback(t, depth), true
	case reflect.Interface:
		return m.dynamic(t, depth)
	case reflect.Pointer:
		if o, ok := m.objects[t]; ok {
			return o, true
		}
		if path := t.Elem().PkgPath(); t.Elem().Kind() == reflect.Struct && !m.own(t.Elem()) && path != "sync" && path != "sync/atomic" {
			return reflect.Zero(t), true
		}
		e, ok := m.value(t.Elem(), depth+1)
		if !ok {
			return v, false
		}
		p := reflect.New(t.Elem())
		p.Elem().Set(e)
		return p, true
	case reflect.Array:
		for i := range v.Len() {
			m.fill(v.Index(i), depth+1)
		}
	case reflect.Struct:
		m.fill(v, depth)
	}
	return v, true
}

func (m *maker) number() int {
	if m.serial != 0 {
		m.serial++
		return m.serial
	}
	return 1 + m.rand.Intn(2)
}

// own: the package declares it.
func (m *maker) own(t reflect.Type) bool {
	for _, o := range driven.types {
		if o == t {
			return true
		}
	}
	return t.Name() == "" || t.PkgPath() == "" || strings.HasPrefix(t.PkgPath(), "example.com/")
}

// fill sets the fields, those that are not exported, too.
func (m *maker) fill(v reflect.Value, depth int) {
	if v.Kind() != reflect.Struct {
		if e, ok := m.value(v.Type(), depth); ok && v.CanSet() {
			v.Set(e)
		}
		return
	}
	if !m.own(v.Type()) {
		return // a zero mutex is one
	}
	for i := range v.NumField() {
		f := v.Field(i)
		f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		if k := f.Kind(); k == reflect.Struct || k == reflect.Array {
			m.fill(f, depth+1)
		} else if k == reflect.Pointer && m.rand.Intn(2) == 0 {
			continue // not made yet
		} else if e, ok := m.value(f.Type(), depth+1); ok {
			f.Set(e)
		}
	}
}

func (m *maker) callback(t reflect.Type, depth int) reflect.Value {
	// What it gives is made now: calls do not share the maker.
	var results []reflect.Value
	for i := range t.NumOut() {
		r, ok := m.value(t.Out(i), depth+1)
		if !ok || t.Out(i) == reflect.TypeFor[error]() && m.rand.Intn(4) > 0 {
			r = reflect.Zero(t.Out(i))
		}
		if t.Out(i).Kind() == reflect.Bool {
			r = reflect.ValueOf(m.rand.Intn(4) > 0).Convert(t.Out(i))
		}
		results = append(results, r)
	}
	pause := m.pause
	return reflect.MakeFunc(t, func(arguments []reflect.Value) []reflect.Value {
		if pause > 0 {
			time.Sleep(pause)
		}
		for _, a := range arguments {
			if a.Kind() == reflect.Func && !a.IsNil() && a.Type().NumIn() == 0 {
				a.Call(nil)
			}
		}
		return results
	})
}

// dynamic: something that implements the interface.
func (m *maker) dynamic(t reflect.Type, depth int) (reflect.Value, bool) {
	v := reflect.New(t).Elem()
	if t.NumMethod() == 0 {
		v.Set(reflect.ValueOf(m.text()))
		for _, o := range m.objects {
			if m.rand.Intn(8) == 0 {
				v.Set(o)
			}
		}
		return v, true
	}
	for _, o := range m.objects {
		if o.Type().Implements(t) {
			v.Set(o)
			return v, true
		}
	}
	for _, o := range driven.types {
		for _, c := range []reflect.Type{o, reflect.PointerTo(o)} {
			if o.Kind() != reflect.Interface && c.Implements(t) {
				e, ok := m.value(c, depth+1)
				if ok {
					v.Set(e)
				}
				return v, ok
			}
		}
	}
	for _, e := range []any{io.Discard, &bytes.Buffer{}, strings.NewReader("k 1\na 2\n"), http.NewServeMux(), time.Second, errDriven} {
		if reflect.TypeOf(e).Implements(t) {
			v.Set(reflect.ValueOf(e))
			return v, true
		}
	}
	return v, false
}

// prepare makes the objects that the calls share: by constructors, or with all fields set.
func (m *maker) prepare() {
	m.objects = map[reflect.Type]reflect.Value{}
	for range 2 { // constructors may need each other's objects
		for _, i := range m.rand.Perm(len(driven.funcs)) {
			f := driven.funcs[i]
			t := reflect.TypeOf(f.value)
			if f.method || t.NumOut() == 0 || t.IsVariadic() && t.NumIn() == 0 {
				continue
			}
			made := t.Out(0)
			if made.Kind() == reflect.Struct {
				made = reflect.PointerTo(made)
			}
			if _, ok := m.objects[made]; ok || made.Kind() != reflect.Interface && (made.Kind() != reflect.Pointer || !m.own(made.Elem())) {
				continue
			}
			arguments, ok := m.arguments(t, nil)
			if !ok {
				continue
			}
			results := within(100*time.Millisecond, func() []reflect.Value { return call(f.value, arguments) })
			if len(results) == 0 {
				continue
			}
			o := results[0]
			if o.Kind() == reflect.Interface {
				if o = o.Elem(); o.Kind() != reflect.Pointer || !m.own(o.Type().Elem()) || m.objects[o.Type()].IsValid() {
					continue
				}
				made = o.Type()
			}
			if o.Kind() == reflect.Struct {
				p := reflect.New(o.Type())
				p.Elem().Set(o)
				o = p
			}
			if !o.IsNil() {
				m.objects[made] = o
			}
		}
	}
	for _, t := range driven.types {
		p := reflect.PointerTo(t)
		if _, ok := m.objects[p]; !ok && t.Kind() != reflect.Interface && sharedType(t) {
			o := reflect.New(t)
			m.objects[p] = o // before its parts, which may point back
			m.fill(o.Elem(), 0)
		}
	}
}

// arguments: the receiver is given, if there is one.
func (m *maker) arguments(t reflect.Type, receiver *reflect.Value) (out []reflect.Value, ok bool) {
	if receiver != nil {
		out = append(out, *receiver)
	}
	for i := len(out); i < t.NumIn(); i++ {
		v, ok := m.value(t.In(i), 0)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// call: a panic ends it, and is none of our business.
func call(f any, arguments []reflect.Value) (results []reflect.Value) {
	defer func() { recover() }()
	v := reflect.ValueOf(f)
	if v.Type().IsVariadic() {
		return v.CallSlice(arguments)
	}
	return v.Call(arguments)
}

func within(d time.Duration, f func() []reflect.Value) []reflect.Value {
	done := make(chan []reflect.Value, 1)
	go func() { done <- f() }()
	select {
	case out := <-done:
		return out
	case <-time.After(d):
		return nil
	}
}
