package check

import (
	"cmp"
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/site"
)

var linkBroken = Rule{
	Name: "link-broken", Severity: diag.Error, Firm: true,
	Title:  "A link leads somewhere: to the code of a guide, to another page, to a file, or to an address on the web.",
	Why:    "Readers who follow it would find nothing.",
	Fix:    linkHint,
	Source: "This program; W3C, Cool URIs don't change.",
	links: func(t *Text, found Report) {
		t.each(false, func(l Link, target site.Target) {
			switch {
			case target.Kind != site.Broken:
			case target.Draft != "":
				found.At(l.Pos, leadsToDraft(cmp.Or(string(target.Code), target.Draft)), draftHint(target.Draft, "write these words without the link"))
			case target.Code != "":
				found.At(l.Pos, fmt.Sprintf("no guide has the code %s", target.Code), "Correct the code, or write its guide first.")
			case l.Destination == "":
				found.At(l.Pos, "this link leads nowhere", "Write the target into the round brackets: [text](11983).")
			case target.Near != "":
				found.At(l.Pos, fmt.Sprintf("nothing is found at %q as seen from this file", shorten(l.Destination)),
					fmt.Sprintf("Write [text](%s), which leads to %s: a link begins in the folder of its own file.", site.LinkTo(t.File, target.Near), target.Near))
			default:
				found.At(l.Pos, fmt.Sprintf("nothing is found at %q", shorten(l.Destination)),
					linkHint)
			}
		})
	},
}

const linkHint = "Link to a guide by its code, [text](11983), to a page or a file by its path from the folder of this file, [text](../about.md), or to an address with https://."
