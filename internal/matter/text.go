package matter

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/diag"
)

// NotText returns a problem if a file is no UTF-8 text, and nil if it is.
func NotText(src *diag.Source) *diag.Diagnostic {
	offset, what := firstNonText(src.Text)
	if offset < 0 {
		return nil
	}
	d := src.New(diag.Error, "encoding", offset, what, "Save the file as UTF-8 text.")
	return &d
}

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

// blanks are signs that show nothing although their class is that of letters or symbols:
// the fillers of Korean, and the pattern of Braille without a dot.
const blanks = "\u115f\u1160\u3164\uffa0\u2800"

// unseen reports whether a text has signs and none of them shows by itself, as it
// happens to what is pasted from elsewhere; and the first of them.
func unseen(s string) (first rune, ok bool) {
	for i, r := range s {
		if i == 0 {
			first = r
		}
		if !unicode.In(r, unicode.Cf, unicode.M, unicode.Z) && !strings.ContainsRune(blanks, r) {
			return 0, false
		}
	}
	return first, s != ""
}
