package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fingerprintLen is the number of hexadecimal digits in a fingerprint: 40 bits
// tell the versions of one file apart, which is all that is asked of them.
const fingerprintLen = 10

// Fingerprint returns the path with the first ten hexadecimal digits of the
// SHA-256 of data before its extension: "assets/main.css" becomes
// "assets/main.3f2a9c1b4d.css". What such a path holds never changes, so
// browsers may keep it for good.
func Fingerprint(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:fingerprintLen] + ext
}

// maxName is the length in bytes of the longest file name that the usual file
// systems take.
const maxName = 255

// ValidPath returns nil if the slash path may be published, and otherwise an
// error that says why not. A path is relative, has no empty, "." or ".."
// element, and every element can be a file name on all systems that Bedside
// runs on, so that a site built on one can be unpacked on another. Names that
// begin with a dot belong to people and to Bedside itself; only ".well-known"
// at the top may be published.
func ValidPath(name string) error {
	if name == "" {
		return errors.New("an empty path cannot be published")
	}
	rest, first := name, true
	for more := true; more; first = false {
		var elem string
		elem, rest, more = strings.Cut(rest, "/")
		if why := elementFault(elem, first); why != "" {
			return fmt.Errorf("%q cannot be published: %s", name, why)
		}
	}
	return nil
}

// elementFault says what is wrong with one element of a path, or "".
func elementFault(elem string, first bool) string {
	switch {
	case elem == "" && first:
		return "the path must be relative"
	case elem == "":
		return "the path has an empty element"
	case elem == "." || elem == "..":
		return fmt.Sprintf("the path has the element %q", elem)
	case elem[0] == '.' && !(first && elem == ".well-known"):
		return fmt.Sprintf("the name %q begins with a dot", elem)
	case len(elem) > maxName:
		return fmt.Sprintf("a name is %d bytes long, more than %d", len(elem), maxName)
	case elem[len(elem)-1] == '.' || elem[len(elem)-1] == ' ':
		return fmt.Sprintf("the name %q ends with a dot or a space", elem)
	case isDeviceName(elem):
		return fmt.Sprintf("the name %q is a device on Windows", elem)
	}
	return characterFault(elem)
}

func characterFault(elem string) string {
	for i := 0; i < len(elem); i++ {
		c := elem[i]
		if c < ' ' || c == 0x7f {
			return "a name has a control character"
		}
		if strings.IndexByte(`\:*?"<>|`, c) >= 0 {
			return fmt.Sprintf("the name %q has the character %q", elem, c)
		}
		if c >= utf8.RuneSelf {
			return unicodeFault(elem)
		}
	}
	return ""
}

func unicodeFault(elem string) string {
	if !utf8.ValidString(elem) {
		return "a name is not UTF-8"
	}
	for _, r := range elem {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return "a name has a control character"
		}
		if r < utf8.RuneSelf && strings.ContainsRune(`\:*?"<>|`, r) {
			return fmt.Sprintf("the name %q has the character %q", elem, r)
		}
	}
	return ""
}

// isDeviceName reports whether Windows would open a device instead of a file:
// CON, PRN, AUX, NUL, COM1 to COM9 and LPT1 to LPT9, with any extension.
func isDeviceName(elem string) bool {
	stem, _, _ := strings.Cut(elem, ".")
	if len(stem) != 3 && len(stem) != 4 {
		return false
	}
	switch s := strings.ToLower(stem); s {
	case "con", "prn", "aux", "nul":
		return true
	default:
		return len(s) == 4 && (s[:3] == "com" || s[:3] == "lpt") && '1' <= s[3] && s[3] <= '9'
	}
}
