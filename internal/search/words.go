package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTerm is the longest term in code points; what is longer is cut.
const maxTerm = 40

// joiners stand between two parts of one written word: "X-linked", "P.A.D.",
// "O'Brien", "and/or".
func isJoiner(r rune) bool {
	switch r {
	case '-', '.', '/', '_', '+', '&', '\'', '’', '‐', '‑', '‒', '–':
		return true
	}
	return false
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func asciiWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiWord(byte(r))
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// isUnspaced reports whether r belongs to a script that is written without
// spaces between words, or whose words carry particles (Korean). Such text is
// searched by pairs of characters.
func isUnspaced(r rune) bool {
	return r >= 0xe00 && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
}

// eachWord calls emit for every word of a folded text. glued says that only a
// joiner stands between this word and the one before it. An apostrophe and a
// contraction behind it are no part of a word. The slice is a part of s.
func eachWord(s string, emit func(word string, glued bool)) {
	glued := false
	for i := 0; i < len(s); {
		r, n := decode(s, i)
		if !isWordRune(r) {
			i += n
			glued = false
			continue
		}
		start := i
		unspaced := isUnspaced(r)
		for i < len(s) {
			if !unspaced && asciiWord(s[i]) {
				i++
				continue
			}
			r, n = decode(s, i)
			if !isWordRune(r) || isUnspaced(r) != unspaced {
				break
			}
			i += n
		}
		if unspaced {
			eachPair(s[start:i], emit)
		} else {
			emit(cut(s[start:i]), glued)
		}
		i, glued = joint(s, i)
	}
}

// joint looks at what follows a word that ends at i. It gives the place to go
// on from and whether the next word is glued to this one.
func joint(s string, i int) (next int, glued bool) {
	if i >= len(s) {
		return i, false
	}
	r, n := decode(s, i)
	if isApostrophe(r) {
		if end := contraction(s, i+n); end > 0 {
			return joint(s, end)
		}
	}
	if !isJoiner(r) || i+n >= len(s) {
		return i, false
	}
	if after, _ := decode(s, i+n); !isWordRune(after) {
		return i, false
	}
	return i + n, true
}

// contractions are what English writes behind an apostrophe that is no word: Crohn's,
// can't, I'd, I'm, they're, I've, it'll.
var contractions = [...]string{"s", "t", "d", "m", "re", "ve", "ll"}

// contraction gives the end of the contraction that begins at i, or 0 if there is none.
func contraction(s string, i int) int {
	for _, c := range contractions {
		end := i + len(c)
		if !strings.HasPrefix(s[i:], c) {
			continue
		}
		if after, _ := decode(s, end); end == len(s) || !isWordRune(after) {
			return end
		}
	}
	return 0
}

// eachPair emits the overlapping pairs of characters of a run, or its only
// character.
func eachPair(run string, emit func(string, bool)) {
	var starts []int
	for i := range run {
		starts = append(starts, i)
	}
	if len(starts) == 1 {
		emit(run, false)
		return
	}
	starts = append(starts, len(run))
	for k := 0; k+2 < len(starts); k++ {
		emit(run[starts[k]:starts[k+2]], false)
	}
}

func decode(s string, i int) (rune, int) {
	if i >= len(s) {
		return ' ', 1
	}
	if s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// cut shortens a word to maxTerm code points.
func cut(w string) string {
	if len(w) <= maxTerm {
		return w
	}
	n := 0
	for i := range w {
		if n == maxTerm {
			return w[:i]
		}
		n++
	}
	return w
}

// hasDigit reports whether w contains a digit. Such words are never corrected.
func hasDigit(w string) bool {
	for i := range len(w) {
		if w[i] >= '0' && w[i] <= '9' {
			return true
		}
	}
	return false
}

// isNumber reports whether w is made of ASCII digits only.
func isNumber(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return len(w) > 0
}
