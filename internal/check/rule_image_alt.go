package check

import (
	"bedside/internal/diag"
	"bedside/internal/site"
)

var imageAlt = Rule{
	Name: "image-alt", Severity: diag.Error,
	Title:  "An image has a text for readers who cannot see it.",
	Why:    "Screen readers read that text, and it is shown where the image cannot be loaded. For sites of the federally funded it is the law.",
	Fix:    "Say in the square brackets what it shows: ![The upper arm, seen from inside](arm.png).",
	Source: "WCAG 2.2, success criterion 1.1.1; section 504 of the Rehabilitation Act, 45 CFR 84 subpart I.",
	links: func(t *Text, found Report) {
		t.each(true, func(l Link, _ site.Target) {
			if l.NoAlt {
				found.At(l.Pos, "the image has no alternative text", "Say in the square brackets what it shows: ![The upper arm, seen from inside](arm.png).")
			}
		})
	},
}
