package check

import (
	"bedside/internal/diag"
)

var allowUnknown = Rule{
	Name: "allow-unknown", Severity: diag.Error, Firm: true,
	Title:  "A waiver names a rule that there is and that can be waived.",
	Why:    "A waiver of anything else does nothing, and its author believes that it does.",
	Fix:    "Correct the name. Rules that the site cannot be made without cannot be waived.",
	Source: "This program.",
}
