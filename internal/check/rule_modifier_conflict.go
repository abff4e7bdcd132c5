package check

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"bedside/internal/codes"
	"bedside/internal/diag"
)

var modifierConflict = Rule{
	Name: "modifier-conflict", Severity: diag.Warning,
	Title:  "Where modifiers exclude each other, the text says when each is used.",
	Why:    "Some modifiers contradict each other: 50 says both sides, LT says the left one. A guide may list both, as alternatives, but whoever bills both on one line gets the claim back.",
	Fix:    "Say in the section on billing when each of the two is used, or remove one. Never write both behind one code, as in 11982-50-LT.",
	Source: "The meanings of the modifiers, and CMS, Medicare Claims Processing Manual, chapter 12; see internal/codes/data/modifiers.csv.",
	body: func(b *Body, found Report) {
		if b.Guide == nil {
			return
		}
		text := b.Source.Text[b.Start:]
		for i, m := range b.Guide.Modifiers {
			for _, earlier := range b.Guide.Modifiers[:i] {
				if conflict(m, earlier) && !(names(text, m) && names(text, earlier)) {
					found.At(itemPos(b.Guide, "modifiers", i), fmt.Sprintf("the modifiers %s and %s are not used together, and the text does not name both", earlier, m),
						"Say in the section on billing when each is used, or remove one.")
				}
			}
		}
		// The pattern is slow, and few texts hold what it begins with.
		for from, at := 0, 0; at >= 0; from += at + 1 {
			if at = bytes.Index(text[from:], []byte(b.Guide.Code+"-")); at < 0 {
				return
			}
			if pair := pairForm.FindSubmatch(text[from+at+len(b.Guide.Code):]); pair != nil && conflict(string(pair[1]), string(pair[2])) {
				found.At(b.At(b.Start+from+at), fmt.Sprintf("the modifiers %s and %s are not used together", pair[1], pair[2]), "Write two lines, or one of the two.")
			}
		}
	},
}

// pairForm finds two modifiers behind a code, as they stand on a claim.
var pairForm = regexp.MustCompile(`^-([0-9A-Z]{2})[-, ]+([0-9A-Z]{2})\b`)

// names reports whether a text has a modifier as a word.
func names(text []byte, modifier string) bool {
	for from := 0; ; {
		at := bytes.Index(text[from:], []byte(modifier))
		if at < 0 {
			return false
		}
		at += from
		end := at + len(modifier)
		if (at == 0 || !alphanumeric(text[at-1])) && (end == len(text) || !alphanumeric(text[end])) {
			return true
		}
		from = end
	}
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func conflict(a, b string) bool {
	first, _ := codes.FindModifier(a)
	second, _ := codes.FindModifier(b)
	return slices.Contains(first.Conflicts, b) || slices.Contains(second.Conflicts, a)
}
