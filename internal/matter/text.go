package matter

import (
	"bytes"
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
