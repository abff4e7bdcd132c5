package check

import (
	"fmt"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"
)

var relatedExists = Rule{
	Name: "related-exists", Severity: diag.Error,
	Doc: "Each code in related must have a guide on this site, and not be the guide's own: a reader would be sent nowhere.",
	guide: func(s *site.Site, g *guide.Guide, found report) {
		for i, c := range g.Related {
			switch {
			case c == g.Code:
				found(itemPos(g, "related", i), fmt.Sprintf("%s names itself as related", c), "Remove it.")
			case !s.Exists(c):
				found(itemPos(g, "related", i), fmt.Sprintf("no guide has the code %s", c), "Correct the code, or write its guide first: bedside new "+string(c)+".")
			}
		}
	},
}

func itemPos(g *guide.Guide, list string, i int) diag.Pos {
	return g.PosOf(fmt.Sprintf("%s[%d]", list, i))
}

var aliasTaken = Rule{
	Name: "alias-taken", Severity: diag.Error,
	Doc: "An old address must not be that of a page which exists, nor be claimed by two guides: one of the two could never be reached.",
	guide: func(s *site.Site, g *guide.Guide, found report) {
		for i, a := range g.Aliases {
			if owner := s.AnswersAt(a); owner != "" {
				found(itemPos(g, "aliases", i), fmt.Sprintf("the alias %s is the address of %s", a, owner), "Remove the alias.")
			} else if other := s.AliasOwner(a); other != nil && other != g {
				found(itemPos(g, "aliases", i), fmt.Sprintf("the alias %s is also that of %s", a, other.File), "Keep it in one of the two guides.")
			}
		}
	},
}

var modifierUnknown = Rule{
	Name: "modifier-unknown", Severity: diag.Warning,
	Doc: "A modifier that is not in the list of known ones is shown without its meaning; often it is a typing error.",
	guide: func(_ *site.Site, g *guide.Guide, found report) {
		for i, m := range g.Modifiers {
			if _, ok := codes.FindModifier(m); !ok {
				found(itemPos(g, "modifiers", i), fmt.Sprintf("the modifier %s is not known", m),
					"Check it against the current list; if it is right, explain it in the section on billing.")
			}
		}
	},
}

var reviewedMissing = Rule{
	Name: "reviewed-missing", Severity: diag.Warning,
	Doc: "Readers should see when somebody last checked what they read.",
	guide: func(_ *site.Site, g *guide.Guide, found report) {
		if g.Reviewed.IsZero() {
			found(diag.Pos{Line: 1, Column: 1}, "the guide has no date of review", "Add reviewed: and the date, as YYYY-MM-DD.")
		}
	},
}

var reviewerMissing = Rule{
	Name: "reviewer-missing", Severity: diag.Warning,
	Doc: "A date of review is worth little without the name of whoever answers for it.",
	guide: func(_ *site.Site, g *guide.Guide, found report) {
		if !g.Reviewed.IsZero() && g.ReviewedBy == "" {
			found(g.PosOf("reviewed"), "the guide does not say who reviewed it", "Add reviewed_by: with name and credentials.")
		}
	},
}

var referencesMissing = Rule{
	Name: "references-missing", Severity: diag.Warning,
	Doc: "A medical text should name the sources that it rests on.",
	guide: func(_ *site.Site, g *guide.Guide, found report) {
		if len(g.References) == 0 {
			found(diag.Pos{Line: 1, Column: 1}, "the guide names no references", "Add references: with title, url and publisher of each source.")
		}
	},
}
