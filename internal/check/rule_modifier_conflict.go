package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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
		if mayBill(string(b.Source.Text)) {
			billedTogether(b, found)
		}
		for i, m := range b.Guide.Modifiers {
			for _, earlier := range b.Guide.Modifiers[:i] {
				if conflict(m, earlier) && !(names(b, m) && names(b, earlier)) {
					found.At(itemPos(b.Guide, "modifiers", i), fmt.Sprintf("the modifiers %s and %s are not used together, and the text does not name both", earlier, m),
						"Say in the section on billing when each is used, or remove one.")
				}
			}
		}
	},
}

// billedForm finds a code with two modifiers as they stand on a claim.
var billedForm = regexp.MustCompile(`\b[0-9A-Z][0-9]{3}[0-9A-Z]-([0-9A-Z]{2})[-, ]+([0-9A-Z]{2})\b`)

func billedTogether(b *Body, found Report) {
	for _, p := range b.Passages() {
		for _, at := range billedForm.FindAllStringSubmatchIndex(p.Text, -1) {
			first, second := p.Text[at[2]:at[3]], p.Text[at[4]:at[5]]
			if conflict(first, second) {
				found.At(b.At(p.Offset(at[0])), fmt.Sprintf("the modifiers %s and %s are not used together", first, second), "Write two lines, or one of the two.")
			}
		}
	}
}

// names reports whether a text has a word.
func names(b *Body, word string) bool {
	for _, p := range b.Passages() {
		for at := 0; ; {
			i := strings.Index(p.Text[at:], word)
			if i < 0 {
				break
			}
			from := at + i
			if at = from + len(word); bounded(p.Text, from, at) {
				return true
			}
		}
	}
	return false
}

// mayBill reports whether a text has a hyphen behind what may be a code: a quick look
// before billedForm.
func mayBill(text string) bool {
	digit := func(i int) bool { return '0' <= text[i] && text[i] <= '9' }
	for at := 0; ; at++ {
		i := strings.IndexByte(text[at:], '-')
		if i < 0 {
			return false
		}
		if at += i; at >= 5 && digit(at-4) && digit(at-3) && digit(at-2) {
			return true
		}
	}
}

func conflict(a, b string) bool {
	first, _ := codes.FindModifier(a)
	second, _ := codes.FindModifier(b)
	return slices.Contains(first.Conflicts, b) || slices.Contains(second.Conflicts, a)
}
