package check

import (
	"strings"

	"bedside/internal/diag"
)

var costIncomplete = Rule{
	Name: "cost-incomplete", Severity: diag.Warning,
	Title:  "A cost says its currency, its year and where it comes from.",
	Why:    "A bare number misleads: prices change every year, and what a fee schedule pays is not what a patient pays. Readers can judge a figure only by its source.",
	Fix:    "Add currency, year and source to the field cost.",
	Source: "45 CFR 180.50 (hospital price transparency) asks that published prices say as of when they are.",
	front: func(g *Guide, found Report) {
		if g.Cost == nil {
			return
		}
		var missing []string
		for _, part := range []string{"currency", "year", "source"} {
			// One that is written and makes no sense is reported as such.
			if g.PosOf("cost."+part) == g.PosOf("cost") {
				missing = append(missing, part)
			}
		}
		if len(missing) > 0 {
			found.At(g.PosOf("cost"), "the cost does not say its "+strings.Join(missing, ", "), "Add what is missing to the field cost.")
		}
	},
}
