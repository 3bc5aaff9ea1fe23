// A loop over the lines of a file that goes on with the section that it has made last; one that trusts the file to name each first.
// panics: a line `@other name value` before `[other]`; clean: standard input without such lines.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type sections map[string]map[string]string

func parse(in *bufio.Scanner) sections {
	all := sections{}
	section := ""
	for in.Scan() {
		line := strings.TrimSpace(in.Text())
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(name, "]")
			if all[section] == nil {
				all[section] = make(map[string]string)
			}
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || section == "" {
			continue
		}
		all[section][key] = value // want-possible nil-map-write
	}
	return all
}

func (s sections) patch(in *bufio.Scanner) {
	for in.Scan() {
		fields := strings.Fields(in.Text())
		if len(fields) != 3 {
			continue
		}
		s[fields[0]][fields[1]] = fields[2] // want nil-map-write
	}
}

func main() {
	all := parse(bufio.NewScanner(os.Stdin))
	all.patch(bufio.NewScanner(os.Stdin))
	fmt.Println(len(all))
}
