package check

import (
	"bedside/internal/diag"
)

var codeDuplicate = Rule{
	Name: "code-duplicate", Severity: diag.Error, Firm: true,
	Title:  "A code has one guide.",
	Why:    "Both would be published at the same address, and readers would see only one of them.",
	Fix:    "Merge the two files, or correct one of the codes.",
	Source: "This program: the address of a guide is its code.",
}
