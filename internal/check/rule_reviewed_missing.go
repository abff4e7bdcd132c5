package check

import (
	"bedside/internal/diag"
)

var reviewedMissing = Rule{
	Name: "reviewed-missing", Severity: diag.Warning,
	Title:  "A guide says when it was last reviewed.",
	Why:    "Medicine changes. Readers, and search engines, judge a medical text by when somebody qualified last checked it.",
	Fix:    "Have the guide checked, then add reviewed: and the date, as YYYY-MM-DD.",
	Source: "HONcode, principle 4 (date of the last change); MedlinePlus, guidelines for links: content is dated and reviewed.",
	front: func(g *Guide, found Report) {
		if g.Reviewed.IsZero() {
			found.At(diag.Pos{Line: 1, Column: 1}, "the guide has no date of review", "Add reviewed: and the date, as YYYY-MM-DD.")
		}
	},
}
