package check

import (
	"fmt"
	"time"

	"bedside/internal/diag"
)

var reviewedFuture = Rule{
	Name: "reviewed-future", Severity: diag.Error, needs: aDate,
	Title:  "The date of review is not in the future.",
	Why:    "Nobody can have checked the guide on that day. Mostly the year is a typing error; the next review would come too late.",
	Fix:    "Correct the date. If it is right, correct the clock of this computer.",
	Source: "A date of review tells of something that has happened.",
	front: func(g *Guide, found Report) {
		// A day is not over everywhere when it has begun here.
		if !g.Today.IsZero() && g.Reviewed.After(g.Today.AddDate(0, 0, 1)) {
			found.At(g.PosOf("reviewed"), fmt.Sprintf("the date of review, %s, is in the future", g.Reviewed.Format(time.DateOnly)),
				"Correct the date.")
		}
	},
}
