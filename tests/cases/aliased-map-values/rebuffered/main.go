// Slices of one buffer that is filled for each key, and of buffers that are not shared.
// aliases: main prints "bb" for the key "aa" of each bad map; clean: "aa" for the others.
package main

import (
	"fmt"
	"io"
	"strings"
)

func words(keys []string) map[string][]byte {
	out := map[string][]byte{}
	buf := make([]byte, 16)
	for _, key := range keys {
		n := copy(buf, key)
		out[key] = buf[:n] // want aliased-map-values
	}
	return out
}

func read(keys []string, open func(string) io.Reader) (map[string][]byte, error) {
	out := map[string][]byte{}
	buf := make([]byte, 2, 64)
	for _, key := range keys {
		if _, err := io.ReadFull(open(key), buf); err != nil {
			return nil, err
		}
		out[key] = buf // want aliased-map-values
	}
	return out, nil
}

func digits(keys []string) map[string][]int {
	out := map[string][]int{}
	row := make([]int, 2)
	for _, key := range keys {
		for i := range row {
			row[i] = int(key[i])
		}
		out[key] = row // want aliased-map-values
	}
	return out
}

func fill(into []byte, key string) int { return copy(into, key) }

func helped(keys []string) map[string][]byte {
	out := map[string][]byte{}
	buf := make([]byte, 16)
	for _, key := range keys {
		out[key] = buf[:fill(buf, key)] // want aliased-map-values
	}
	return out
}

type log struct{ entries [][]byte }

func (l *log) add(key string, value []byte) { l.entries = append(l.entries, []byte(key), value) }

// One value for all keys, which is written before the loop only.
func constant(keys []string, l *log) map[string][]byte {
	out := map[string][]byte{}
	value := make([]byte, 10)
	copy(value, "same")
	for _, key := range keys {
		l.add(key, value)
		out[key] = value
	}
	return out
}

// Each key has its part of one array.
func arena(keys []string) map[string][]byte {
	out := map[string][]byte{}
	buf := make([]byte, 64)
	used := 0
	for _, key := range keys {
		n := copy(buf[used:], key)
		out[key] = buf[used : used+n]
		used += n
	}
	return out
}

func fresh(keys []string) map[string][]byte {
	out := map[string][]byte{}
	for _, key := range keys {
		buf := make([]byte, 16)
		out[key] = buf[:copy(buf, key)]
	}
	return out
}

func texts(keys []string) map[string]string {
	out := map[string]string{}
	buf := make([]byte, 16)
	for _, key := range keys {
		n := copy(buf, key)
		out[key] = string(buf[:n])
	}
	return out
}

func appended(keys []string) map[string][]byte {
	out := map[string][]byte{}
	buf := make([]byte, 16)
	for _, key := range keys {
		n := copy(buf, key)
		out[key] = append([]byte(nil), buf[:n]...)
	}
	return out
}

// One table for all keys, to which each adds its own element.
func shared(keys []string) map[string][]int {
	out := map[string][]int{}
	sizes := make([]int, len(keys))
	for i, key := range keys {
		sizes[i] = len(key)
		out[key] = sizes
	}
	return out
}

func main() {
	keys := []string{"aa", "bb"}
	a := words(keys)
	b, _ := read(keys, func(s string) io.Reader { return strings.NewReader(s) })
	fmt.Println(string(a["aa"]), string(b["aa"]), digits(keys)["aa"][0] == 'a')
	fmt.Println(string(arena(keys)["aa"]), string(fresh(keys)["aa"]), texts(keys)["aa"], string(appended(keys)["aa"]), shared(keys)["aa"], string(helped(keys)["aa"]), len(constant(keys, &log{})))
}
