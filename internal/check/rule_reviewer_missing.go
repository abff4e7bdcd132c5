package check

import (
	"bedside/internal/diag"
)

var reviewerMissing = Rule{
	Name: "reviewer-missing", Severity: diag.Warning,
	Title:  "A date of review comes with a name.",
	Why:    "A date of review is worth little without the name of whoever answers for it.",
	Fix:    "Add reviewed_by: with name and credentials.",
	Source: "HONcode, principle 1 (authority): medical advice is given by named, qualified people.",
	front: func(g *Guide, found Report) {
		if !g.Reviewed.IsZero() && g.ReviewedBy == "" {
			found.At(g.PosOf("reviewed"), "the guide does not say who reviewed it", "Add reviewed_by: with name and credentials.")
		}
	},
}
