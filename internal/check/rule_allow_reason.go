package check

import (
	"bedside/internal/diag"
)

var allowReason = Rule{
	Name: "allow-reason", Severity: diag.Error, Firm: true,
	Title:  "A waiver gives its reason.",
	Why:    "The next one who edits the guide must know whether the reason still holds.",
	Fix:    "Write it behind the colon: allow: {reading-grade: \"terms of the consent form\"}.",
	Source: "This program.",
}
