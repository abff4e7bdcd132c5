package check

import (
	"fmt"
	"slices"

	"bedside/internal/diag"
	"bedside/internal/guide"
)

var sectionOrder = Rule{
	Name: "section-order", Severity: diag.Info,
	Title:  "The usual sections stand in their usual order.",
	Why:    "Who has read one guide knows where to look in the next: what happens, then how to prepare, then what comes afterwards.",
	Fix:    "Move the section. Sections of your own may stand anywhere.",
	Source: "The order of docs/content.md, which bedside new writes.",
	body: func(b *Body, found Report) {
		if b.Guide == nil {
			return
		}
		last, lastTitle := -1, ""
		for i := range b.Parsed.Sections {
			s := &b.Parsed.Sections[i]
			place := slices.IndexFunc(guide.Kinds(), func(k guide.KindInfo) bool { return k.Kind == s.Kind })
			switch {
			case s.Kind == "":
			case place < last:
				found.At(b.At(s.Offset), fmt.Sprintf("“%s” usually stands before “%s”", s.Title, lastTitle), "Move it up.")
			default:
				last, lastTitle = place, s.Title
			}
		}
	},
}
