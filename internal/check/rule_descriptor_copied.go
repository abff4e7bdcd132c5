package check

import (
	"fmt"

	"bedside/internal/diag"
)

var descriptorCopied = Rule{
	Name: "descriptor-copied", Severity: diag.Error,
	Title:  "A text repeats no descriptor.",
	Why:    "Six or more words in a row that are those of a code's descriptor are copied. CPT descriptors belong to the American Medical Association, dental ones to the American Dental Association; a site may number procedures and explain them in its own words.",
	Fix:    "Say it in your own words.",
	Source: "The descriptors in the fee schedule that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		for _, c := range t.schedule.copies().Find(t.src.Text, t.code()) {
			found.As(diag.Error, t.src.At(c.From), fmt.Sprintf("these words are taken from the descriptor of %s, which belongs to others", c.Code),
				"Say it in your own words.")
		}
	},
}
