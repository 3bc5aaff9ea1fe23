// A filter that reads a log from standard input for as long as it runs: it remembers lines, hosts and levels in global maps.
// heap grows: seen, firstByHost; clean: byLevel, widths, lastLine, and the words of one line.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type host struct{ lines int }

var (
	seen        = map[string]bool{}
	firstByHost = make(map[string]*host)
	byLevel     = map[string]int{}
	widths      = map[int]int{}
	lastLine    = map[bool]string{}
)

func remember(line string) bool {
	if seen[line] {
		return false
	}
	seen[line] = true // want unbounded-map
	return true
}

func note(line string) {
	name, rest, ok := strings.Cut(line, " ")
	if !ok {
		return
	}
	h := firstByHost[name]
	if h == nil {
		h = &host{}
		firstByHost[name] = h // want unbounded-map
	}
	h.lines++
	switch level, _, _ := strings.Cut(rest, " "); level {
	case "INFO", "WARN", "ERROR":
		byLevel[level]++
	default:
		byLevel["other"]++
	}
}

func distinct(line string) int {
	words := map[string]bool{}
	for _, w := range strings.Fields(line) {
		words[w] = true
	}
	return len(words)
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break
		}
		line = strings.TrimSpace(line)
		widths[min(len(line), 80)]++
		lastLine[strings.HasPrefix(line, "#")] = line
		note(line)
		if remember(line) {
			fmt.Println(distinct(line), line)
		}
	}
}
