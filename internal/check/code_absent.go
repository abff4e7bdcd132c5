package check

import (
	"fmt"

	"bedside/internal/diag"
)

var codeAbsent = Rule{
	Name: "code-absent", Severity: diag.Warning,
	Doc: "With a fee schedule of your own: a code that is not in it was deleted, is not in use yet, or is a typing error. Sets of codes of which the file has none, such as drugs, are left alone.",
	fees: func(t *feeText, found graded) {
		if t.code() == "" || t.listed || !t.schedule.Covers(t.code()) {
			return
		}
		found(diag.Warning, t.guide.PosOf("code"), fmt.Sprintf("%s is not in %s", t.code(), t.schedule.File),
			"Look whether the code was deleted or mistyped: bedside codes OLD NEW compares two years.")
	},
}
