package check

import (
	"fmt"
	"regexp"
	"strconv"

	"bedside/internal/diag"
)

var referenceOld = Rule{
	Name: "reference-old", Severity: diag.Warning, needs: aDate,
	Title:  "A source is not older than ten years.",
	Why:    "What was good practice ten years ago may be given up since. A newer edition mostly exists.",
	Fix:    "Look for a newer source, or for a newer edition of this one, and check whether the guide still agrees with it.",
	Source: "Guidelines are usually reviewed every five years (AHRQ's National Guideline Clearinghouse took none that were older); this rule is twice as patient, since laws and textbooks last longer.",
	front: func(g *Guide, found Report) {
		if g.Today.IsZero() {
			return
		}
		for i, r := range g.References {
			if year := latestYear(r.Date); year != 0 && g.Today.Year()-year > maxReferenceAge {
				found.At(g.PosOf(item("references", i)+".date"), fmt.Sprintf("this source is of %d, which is more than %d years ago", year, maxReferenceAge),
					"Look for a newer one.")
			}
		}
	},
}

// maxReferenceAge is in years.
const maxReferenceAge = 10

var yearForm = regexp.MustCompile(`\b(?:19|20)[0-9]{2}\b`)

// latestYear returns the last year that a date in an author's words names, 0 for none.
func latestYear(date string) int {
	latest := 0
	for _, s := range yearForm.FindAllString(date, -1) {
		year, err := strconv.Atoi(s)
		if err == nil {
			latest = max(latest, year)
		}
	}
	return latest
}
