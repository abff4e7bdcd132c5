package check

import (
	"bytes"
	"regexp"
	"strings"

	"bedside/internal/diag"
)

var trademark = Rule{
	Name: "trademark", Severity: diag.Warning,
	Title:  "The first CPT in a text stands with its sign: CPT®.",
	Why:    "CPT is a registered trademark of the American Medical Association, which asks for the sign where a text first names it. The notice itself stands at the foot of every page.",
	Fix:    "Write CPT® where the text first names it.",
	Source: "American Medical Association, guidance on the use of the CPT trademark.",
	body: func(b *Body, found Report) {
		if !bytes.Contains(b.Source.Text, []byte("CPT")) {
			return
		}
		for _, p := range b.Passages() {
			if !strings.Contains(p.Text, "CPT") {
				continue
			}
			at := bareTrademark.FindStringSubmatchIndex(p.Text)
			if at == nil {
				continue
			}
			if at[2] == at[3] {
				found.At(b.At(p.Offset(at[0])), "the first CPT of this text stands without its sign", "Write CPT®.")
			}
			return
		}
	},
}

// bareTrademark finds the name; its group holds the sign, or nothing.
var bareTrademark = regexp.MustCompile(`\bCPT\b(\x{AE}|\(R\)|)`)
