package check

import (
	"fmt"

	"bedside/internal/diag"
)

var modifierNotApplicable = Rule{
	Name: "modifier-not-applicable", Severity: diag.Warning,
	Doc: "With a fee schedule of your own: a modifier must go with the code. Sides (50, RT, LT), parts of a test (26, TC), surgeons (62, 66), assistants (80, 81, 82, AS) and global periods (54 to 56, 58, 78, 79) are judged by the indicators of the Medicare Claims Processing Manual, chapter 23, addendum on the MPFSDB record layout.",
	fees: func(t *feeText, found graded) {
		if !t.listed {
			return
		}
		for i, m := range t.guide.Modifiers {
			if fault := t.service.Fault(m); fault != "" {
				found(diag.Warning, itemPos(t.guide, "modifiers", i), fmt.Sprintf("modifier %s does not go with %s: %s", m, t.code(), fault),
					"Remove it from modifiers, or look up the code's indicators again.")
			}
		}
	},
}
