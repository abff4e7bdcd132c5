package check

import (
	"fmt"
	"time"

	"bedside/internal/diag"
)

var reviewDue = Rule{
	Name: "review-due", Severity: diag.Warning, needs: aDate,
	Title:  "A guide is reviewed again when it is time.",
	Why:    "Codes change every January, prices every year, and practice with them. A guide that nobody looks after becomes wrong without anybody noticing.",
	Fix:    "Have the guide checked and write the new date into reviewed; bedside check --due 60d lists what falls due. How often that is, review_every says: 12m unless it is given.",
	Source: "CPT, HCPCS and the physician fee schedule are published anew each year.",
	front: func(g *Guide, found Report) {
		due, ok := g.NextReview()
		if ok && !g.Today.IsZero() && !due.After(g.Today) {
			found.At(g.PosOf("reviewed"), fmt.Sprintf("the guide was reviewed on %s and has been due again since %s", g.Reviewed.Format(time.DateOnly), due.Format(time.DateOnly)),
				"Have it checked, then write the new date.")
		}
	},
}
