package check

import (
	"fmt"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/meaning"
)

var codeMeaning = Rule{
	Name: "code-meaning", Severity: diag.Warning,
	Title:  "A title means what its code means.",
	Why:    "A guide at the wrong code sends patients and billing staff to another procedure. Words count in all their forms, and with what means the same. The guide's synonyms can explain a title that has no word of its code. If the title has nothing in common with its code and means what another code means, that is an error, whatever the synonyms say.",
	Fix:    "Correct the code or the title; the three codes that fit best are named. Nothing is ever corrected by itself.",
	Source: "The descriptions in the fee schedule that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		if !t.listed {
			return
		}
		g := t.guide
		index := t.schedule.meanings()
		j := index.Judge(meaning.Names{Title: g.Title, Others: g.Synonyms, Summary: g.Summary}, t.row)
		if j.Verdict == meaning.Fits {
			return
		}
		nearest := make([]codes.Code, len(j.Best))
		for i, row := range j.Best {
			nearest[i] = t.schedule.At(row).Code
		}
		pos := g.PosOf("title")
		if j.Verdict == meaning.OtherFits {
			message := fmt.Sprintf("the title does not mean what %s means; what fits it best is %s", g.Code, nearest[0])
			if len(nearest) > 1 {
				message += ", then " + join(nearest[1:])
			}
			found.As(diag.Error, pos, message, "Look up the code, and correct the code or the title.")
			return
		}
		verb := "are"
		if len(nearest) == 1 {
			verb = "is"
		}
		found.As(diag.Warning, pos, fmt.Sprintf("the title has nothing in common with what %s means; nearest to it %s %s", g.Code, verb, join(nearest)),
			"Look up the code. If it is right, a synonym in clinical words shows it: synonyms: [cholecystectomy].")
	},
}

// join writes codes as a sentence has them.
func join(list []codes.Code) string {
	out := ""
	for i, c := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			out += " and "
		default:
			out += ", "
		}
		out += string(c)
	}
	return out
}
