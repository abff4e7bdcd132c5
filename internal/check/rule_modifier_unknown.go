package check

import (
	"fmt"

	"bedside/internal/codes"
	"bedside/internal/diag"
)

var modifierUnknown = Rule{
	Name: "modifier-unknown", Severity: diag.Error,
	Title:  "A modifier is one that exists.",
	Why:    "A claim with a modifier that does not exist is rejected, and a reader would be shown it without its meaning. Mostly it is a typing error.",
	Fix:    "Correct it. If it is newer than this program, give the rule another severity in bedside.yaml, and explain the modifier in the section on billing.",
	Source: "CPT modifiers and HCPCS Level II modifiers; see internal/codes/data/modifiers.csv.",
	front: func(g *Guide, found Report) {
		for i, m := range g.Modifiers {
			if _, ok := codes.FindModifier(m); !ok {
				found.At(itemPos(g.Guide, "modifiers", i), fmt.Sprintf("there is no modifier %s", m),
					"Check it against the current list.")
			}
		}
	},
}
