package guide

import (
	"strings"
	"unicode"
)

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
