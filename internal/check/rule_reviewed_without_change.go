package check

import (
	"fmt"
	"time"

	"bedside/internal/diag"
)

var reviewedWithoutChange = Rule{
	Name: "reviewed-without-change", Severity: diag.Warning, needs: aHistory,
	Title:  "A new date of review comes with a change.",
	Why:    "A review that finds nothing at all, not a figure, not a source, not a word, is rare. A date that was only moved on makes an old text look new.",
	Fix:    "Check the guide: figures, sources, wording. If it was really read and nothing had to change, say so: waive this rule, with who read it and when as the reason.",
	Source: "The history of the files in git: between two dates of review no commit changed anything in the guide but reviewed and reviewed_by. Found by bedside check only; without git nothing is said.",
	front: func(g *Guide, found Report) {
		r, ok := g.Renewals[g.File]
		if ok && r.To == g.Reviewed.Format(time.DateOnly) {
			found.At(g.PosOf("reviewed"), fmt.Sprintf("the date of review was moved from %s to %s, and nothing else was changed", r.From, r.To),
				"If it was read again and all is right, waive this rule with that reason.")
		}
	},
}
