package check

import (
	"fmt"

	"bedside/internal/diag"
)

var descriptorCopied = Rule{
	Name: "descriptor-copied", Severity: diag.Error,
	Doc: "With a fee schedule of your own: six or more words in a row must not be those of a code's descriptor. CPT descriptors belong to the American Medical Association, dental ones to the American Dental Association; a site may number procedures and explain them in its own words.",
	fees: func(t *feeText, found graded) {
		for _, c := range t.schedule.copies().Find(t.src.Text, t.code()) {
			found(diag.Error, t.src.At(c.From), fmt.Sprintf("these words are taken from the descriptor of %s, which belongs to others", c.Code),
				"Say it in your own words.")
		}
	},
}
