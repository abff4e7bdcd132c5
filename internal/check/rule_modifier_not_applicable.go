package check

import (
	"fmt"

	"bedside/internal/diag"
)

var modifierNotApplicable = Rule{
	Name: "modifier-not-applicable", Severity: diag.Warning,
	Title:  "A modifier goes with the code.",
	Why:    "A claim with a modifier that the code does not take is sent back. Sides (50, RT, LT), parts of a test (26, TC), surgeons (62, 66), assistants (80, 81, 82, AS) and global periods (54 to 56, 58, 78, 79) are judged by their indicators.",
	Fix:    "Remove the modifier, or correct the code.",
	Source: "Medicare Claims Processing Manual, chapter 23, addendum on the MPFSDB record layout; the fee schedule that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		if !t.listed {
			return
		}
		for i, m := range t.guide.Modifiers {
			if fault := t.service.Fault(m); fault != "" {
				found.As(diag.Warning, itemPos(t.guide, "modifiers", i), fmt.Sprintf("modifier %s does not go with %s: %s", m, t.code(), fault),
					"Remove it from modifiers, or look up the code's indicators again.")
			}
		}
	},
}
