package check

import (
	"bedside/internal/diag"
)

var allowUnneeded = Rule{
	Name: "allow-unneeded", Severity: diag.Warning, Firm: true,
	Title:  "A waiver waives something.",
	Why:    "A waiver that is not needed any more would hide the next finding, which nobody has looked at.",
	Fix:    "Remove the line from allow.",
	Source: "This program.",
}
