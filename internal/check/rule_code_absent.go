package check

import (
	"fmt"

	"bedside/internal/diag"
)

var codeAbsent = Rule{
	Name: "code-absent", Severity: diag.Warning,
	Title:  "A code is in your fee schedule.",
	Why:    "A code that is not in it was deleted, is not in use yet, or is a typing error. Sets of codes of which the file has none, such as drugs, are left alone.",
	Fix:    "Look whether the code was deleted or mistyped: bedside codes OLD NEW compares two years.",
	Source: "The physician fee schedule of the CMS, in the copy that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		if t.code() == "" || t.listed || !t.schedule.Covers(t.code()) {
			return
		}
		found.As(diag.Warning, t.guide.PosOf("code"), fmt.Sprintf("%s is not in %s", t.code(), t.schedule.File),
			"Look whether the code was deleted or mistyped: bedside codes OLD NEW compares two years.")
	},
}
