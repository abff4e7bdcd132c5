package search

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that have no decomposition but are typed without their stroke, as two
// letters, or as an apostrophe. Folding maps them after lower-casing.
var foldedLetters = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th",
	"ł", "l", "ħ", "h", "ı", "i", "ŋ", "n", "ς", "σ", "ʼ", "'",
)

// fold makes words that a reader takes for the same equal: lower case,
// compatibility forms, no accents. It keeps marks that carry meaning in their
// script (vowel signs of Thai and the Indic scripts).
func fold(s string) string {
	if isPlain(s) {
		return strings.ToLower(s)
	}
	return foldAny(s)
}

// foldAny folds a text of any script.
func foldAny(s string) string {
	d := norm.NFKD.String(strings.ToLower(strings.ToValidUTF8(s, " ")))
	var b strings.Builder
	b.Grow(len(d))
	for _, r := range d {
		if !isAccent(r) {
			b.WriteRune(r)
		}
	}
	return foldedLetters.Replace(strings.ToLower(norm.NFC.String(b.String())))
}

// isAccent reports whether r is a mark that folding removes: combining
// diacritics, Hebrew points, Arabic vowel marks.
func isAccent(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x591 && r <= 0x5c7 || r >= 0x64b && r <= 0x65f
}

// isPlain reports whether a text is ASCII but for typographic quotes and dashes,
// which folding leaves as they are: nearly every text, at a tenth of the cost.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < utf8.RuneSelf {
			continue
		}
		if i+2 >= len(s) || s[i] != 0xE2 || s[i+1] != 0x80 {
			return false
		}
		switch s[i+2] {
		case 0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D: // – — ‘ ’ “ ”
			i += 2
		default:
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
