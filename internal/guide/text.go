package guide

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// firstNonText returns the offset of the first byte that is no UTF-8 text, and
// what is wrong there; -1 if all is well.
func firstNonText(text []byte) (offset int, what string) {
	if bytes.HasPrefix(text, []byte{0xFF, 0xFE}) || bytes.HasPrefix(text, []byte{0xFE, 0xFF}) {
		return 0, "the file is UTF-16, not UTF-8"
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return i, "the file holds a NUL byte: it is no text"
	}
	if utf8.Valid(text) {
		return -1, ""
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i, "the text is not valid UTF-8 from here on"
		}
		i += size
	}
	return -1, ""
}

// Slug turns a text into an address part or id: lower-case letters and digits of
// any script, everything else one hyphen.
func Slug(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r) && b.Len() > 0:
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’':
			// "Crohn's" is one word.
		default:
			hyphen = true
		}
	}
	return b.String()
}
