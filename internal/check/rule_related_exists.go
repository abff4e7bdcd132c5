package check

import (
	"fmt"

	"bedside/internal/diag"
)

var relatedExists = Rule{
	Name: "related-exists", Severity: diag.Error, Firm: true,
	Title:  "Each related code has a guide on this site.",
	Why:    "A reader would be sent nowhere.",
	Fix:    "Correct the code, remove it, or write its guide first.",
	Source: "This program: related codes become links.",
	front: func(g *Guide, found Report) {
		for i, c := range g.Related {
			switch {
			case c == g.Code:
				found.At(itemPos(g.Guide, "related", i), fmt.Sprintf("%s names itself as related", c), "Remove it.")
			case g.Site.DraftOf(c) != "":
				found.At(itemPos(g.Guide, "related", i), leadsToDraft(string(c)), draftHint(g.Site.DraftOf(c), fmt.Sprintf("take %s out of related", c)))
			case !g.Site.Exists(c):
				found.At(itemPos(g.Guide, "related", i), fmt.Sprintf("no guide has the code %s", c), "Correct the code, or write its guide first: bedside new "+string(c)+".")
			}
		}
	},
}

// leadsToDraft says why nothing is found at something that is there.
func leadsToDraft(what string) string { return what + " is a draft, which this build leaves out" }

// draftHint says what to do about a draft that something else leads to.
func draftHint(file, meanwhile string) string {
	return fmt.Sprintf("Remove the line draft: true from %s once it is ready. Until then %s, or look at both with bedside serve, which shows drafts.", file, meanwhile)
}
