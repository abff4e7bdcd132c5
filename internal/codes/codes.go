// Package codes knows the field's code sets: what a procedure code looks like,
// which section and subsection a code belongs to, and which modifiers exist.
//
// All names and meanings are in our own words. The package holds no descriptor
// of the American Medical Association, whose trademark CPT is. Ranges and
// modifiers are data (data/*.csv) inside the binary.
package codes

import (
	"fmt"
	"strings"
)

// Code is a CPT or HCPCS Level II code in upper case, such as "11982", "0042T"
// or "J7307". It is always five characters long.
type Code string

// Format says in words what a code looks like, for messages.
const Format = "five digits (11982), four digits and F, T, U or M (0042T), or a letter and four digits (J7307)"

// Parse returns the code that s spells. Lower-case letters are accepted, since
// file names on some systems have lost their case; nothing else is guessed.
func Parse(s string) (Code, error) {
	c := strings.ToUpper(s)
	if len(c) != 5 || len(s) != 5 || !wellFormed(c) {
		return "", fmt.Errorf("%q is not a code: a code is %s", s, Format)
	}
	return Code(c), nil
}

func wellFormed(c string) bool {
	for i := 1; i < 4; i++ {
		if !isDigit(c[i]) {
			return false
		}
	}
	first, last := c[0], c[4]
	switch {
	case isDigit(first) && isDigit(last):
		return true
	case isDigit(first):
		return strings.IndexByte("FTUM", last) >= 0
	default:
		// The letters of HCPCS Level II are assigned by the CMS as needed;
		// any letter may be in use next quarter.
		return first >= 'A' && first <= 'Z' && isDigit(last)
	}
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// Slug is the code as it stands in an address: lower case.
func (c Code) Slug() string { return strings.ToLower(string(c)) }

// System names the code set in the words that readers know.
func (c Code) System() string {
	if c != "" && !isDigit(c[0]) {
		return "HCPCS"
	}
	return "CPT"
}
