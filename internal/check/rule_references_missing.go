package check

import (
	"bedside/internal/diag"
)

var referencesMissing = Rule{
	Name: "references-missing", Severity: diag.Warning,
	Title:  "A guide names the sources that it rests on.",
	Why:    "Readers cannot check a medical text that names none, and neither can the next one who reviews it.",
	Fix:    "Add references: with title, url and publisher of each source.",
	Source: "HONcode, principle 4 (attribution).",
	front: func(g *Guide, found Report) {
		if len(g.References) == 0 {
			found.At(diag.Pos{Line: 1, Column: 1}, "the guide names no references", "Add references: with title, url and publisher of each source.")
		}
	},
}
