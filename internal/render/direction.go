package render

import (
	"slices"

	"golang.org/x/text/language"
)

// rightToLeft are the scripts in use that are written from right to left (ISO 15924
// codes; the Unicode Character Database gives their letters the classes R and AL).
var rightToLeft = []string{"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}

// direction is the value of the attribute dir for a language: "rtl", or "" for the
// direction that pages have by default. The script is the one that the tag names, or
// the usual one of the language. What is no language tag has none.
func direction(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	script, confidence := t.Script()
	if confidence == language.No || !slices.Contains(rightToLeft, script.String()) {
		return ""
	}
	return "rtl"
}
