package search

import (
	"fmt"
	"strconv"
	"strings"
)

// Document is what is searched of one guide. All texts are plain text.
type Document struct {
	Code     string // as in the front matter: 5 digits, 4 digits and F, M, T or U, or a letter and 4 digits
	Title    string
	URL      string // relative to the site's root: "11982/"
	Category string // section and subsection in plain words
	Summary  string
	Synonyms []string
	Headings []string
	Body     []string // one string a block: paragraph, item, cell
}

// File is one published file of the index.
type File struct {
	Path string // below the site's root, with slashes; every name but the root's carries a fingerprint of Data
	Data []byte
}

// Result is one guide found, as the command line prints it and the browser's
// client shows it.
type Result struct {
	Code     string  `json:"code"`
	Title    string  `json:"title"`
	URL      string  `json:"url"`
	Category string  `json:"-"`
	Excerpt  string  `json:"-"` // beginning of the summary; empty where the files that answered do not hold it
	Score    float64 `json:"score"`
}

// Blocks of numbers for the three forms of a code: 5 digits; 4 digits and a
// letter; a letter and 4 digits.
const (
	trailingLetterBase = 100_000
	leadingLetterBase  = trailingLetterBase + 26*10_000
	codeNumbers        = leadingLetterBase + 26*10_000
)

// codeNumber gives a code its number in the index. It depends on the code
// alone, so that a new guide renumbers no other.
func codeNumber(code string) (uint32, error) {
	c := strings.ToUpper(code)
	if len(c) == 5 {
		if n, ok := digits(c); ok {
			return n, nil
		}
		if n, ok := digits(c[:4]); ok && isUpper(c[4]) {
			return trailingLetterBase + uint32(c[4]-'A')*10_000 + n, nil
		}
		if n, ok := digits(c[1:]); ok && isUpper(c[0]) {
			return leadingLetterBase + uint32(c[0]-'A')*10_000 + n, nil
		}
	}
	return 0, fmt.Errorf("%q is not a code: want 5 digits, 4 digits and a letter, or a letter and 4 digits", code)
}

// numberCode is the inverse of codeNumber.
func numberCode(n uint32) string {
	switch {
	case n < trailingLetterBase:
		return fmt.Sprintf("%05d", n)
	case n < leadingLetterBase:
		n -= trailingLetterBase
		return fmt.Sprintf("%04d%c", n%10_000, 'A'+n/10_000)
	default:
		n -= leadingLetterBase
		return fmt.Sprintf("%c%04d", 'A'+n/10_000, n%10_000)
	}
}

// addressOf is where a guide is published unless its record says otherwise.
func addressOf(number uint32) string { return strings.ToLower(numberCode(number)) + "/" }

func digits(s string) (uint32, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err == nil
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
