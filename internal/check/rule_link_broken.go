package check

import (
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/site"
)

var linkBroken = Rule{
	Name: "link-broken", Severity: diag.Error, Firm: true,
	Title:  "A link leads somewhere: to the code of a guide, to another page, to a file, or to an address on the web.",
	Why:    "Readers who follow it would find nothing.",
	Fix:    "Link to a guide by its code, [text](11983), to another page, [text](about.md), to a file beside the text, or to an address with https://.",
	Source: "This program; W3C, Cool URIs don't change.",
	links: func(t *Text, found Report) {
		t.each(false, func(l Link, target site.Target) {
			switch {
			case target.Kind != site.Broken:
			case target.Code != "":
				found.At(l.Pos, fmt.Sprintf("no guide has the code %s", target.Code), "Correct the code, or write its guide first.")
			case l.Destination == "":
				found.At(l.Pos, "this link leads nowhere", "Write the target into the round brackets: [text](11983).")
			default:
				found.At(l.Pos, fmt.Sprintf("nothing is found at %q", shorten(l.Destination)),
					"Link to a guide by its code, [text](11983), to another page, [text](about.md), or to an address with https://.")
			}
		})
	},
}
