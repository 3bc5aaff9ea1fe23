//go:build ignore

// Prints the table of ranges behind src/base/unicode.cc: letters (Lu, Ll, Lt, Lm, Lo), decimal digits
// (Nd) and upper-case letters (Lu), as the unicode package of the Go that runs this has them:
//
//	go run tools/unicode_tables.go > src/base/unicode_tables.inc
package main

import (
	"fmt"
	"unicode"
)

func main() {
	fmt.Printf("// Made by tools/unicode_tables.go; Unicode %s.\n", unicode.Version)
	print("kLetters", unicode.IsLetter)
	print("kDigits", unicode.IsDigit)
	print("kUpper", unicode.IsUpper)
}

func print(name string, in func(rune) bool) {
	fmt.Printf("constexpr Range %s[] = {\n", name)
	column := 0
	for r := rune(0x80); r <= unicode.MaxRune; {
		if !in(r) {
			r++
			continue
		}
		first := r
		for r <= unicode.MaxRune && in(r) {
			r++
		}
		s := fmt.Sprintf("{0x%X, 0x%X},", first, r-1)
		if column+len(s) > 110 {
			fmt.Println()
			column = 0
		}
		fmt.Print(s)
		column += len(s)
	}
	fmt.Println("\n};")
}
