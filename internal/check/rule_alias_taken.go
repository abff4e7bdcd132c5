package check

import (
	"fmt"

	"bedside/internal/diag"
)

var aliasTaken = Rule{
	Name: "alias-taken", Severity: diag.Error, Firm: true,
	Title:  "An old address is not that of a page which exists, and belongs to one guide.",
	Why:    "Of two things at one address one can never be reached.",
	Fix:    "Remove the alias, or keep it in one of the two guides.",
	Source: "This program: aliases become redirects in _redirects.",
	front: func(g *Guide, found Report) {
		for i, a := range g.Aliases {
			if owner := g.Site.AnswersAt(a); owner != "" {
				found.At(itemPos(g.Guide, "aliases", i), fmt.Sprintf("the alias %s is the address of %s", a, owner), "Remove the alias.")
			} else if other := g.Site.AliasOwner(a); other != nil && other != g.Guide {
				found.At(itemPos(g.Guide, "aliases", i), fmt.Sprintf("the alias %s is also that of %s", a, other.File), "Keep it in one of the two guides.")
			}
		}
	},
}
