package check

import (
	"bytes"
	"regexp"

	"bedside/internal/diag"
)

var trademark = Rule{
	Name: "trademark", Severity: diag.Warning,
	Title: "The first CPT in a text stands with its sign, CPT®, and the page says whose trademark it is.",
	Why: "CPT is a registered trademark of the American Medical Association, which asks for the sign where a text first names it. " +
		"The notice itself stands at the foot of every page; it is an error if the layouts of a site leave it out and the text has none of its own.",
	Fix:    "Write CPT® where the text first names it. In layouts of your own, say that CPT is a registered trademark of the American Medical Association.",
	Source: "American Medical Association, guidance on the use of the CPT trademark.",
	grave:  func(c *Context) bool { return c.WithoutNotice },
	body: func(b *Body, found Report) {
		text := b.Source.Text[b.Start:]
		if !bytes.Contains(text, []byte("CPT")) {
			return
		}
		unsaid := b.WithoutNotice && !IsNotice(text)
		t := b.Prose()
		for _, block := range t.Blocks {
			at := bareTrademark.FindSubmatchIndex(t.Plain[block.Start:block.End])
			if at == nil {
				continue
			}
			pos := b.At(t.Offset(block.Start + int32(at[0])))
			if at[2] == at[3] {
				found.At(pos, "the first CPT of this text stands without its sign", "Write CPT®.")
			}
			if unsaid {
				found.As(diag.Error, pos, "this text names CPT, and the layouts of this site do not say whose trademark it is",
					"Write “CPT is a registered trademark of the American Medical Association” where every page has it, as layouts/partials/footer.html of Bedside does.")
			}
			return
		}
	},
}

// bareTrademark finds the name; its group holds the sign, or nothing.
var bareTrademark = regexp.MustCompile(`\bCPT\b(\x{AE}|\(R\)|)`)

// IsNotice reports whether a text or a layout says whose trademark CPT is.
func IsNotice(text []byte) bool {
	return bytes.Contains(bytes.ToLower(text), []byte("trademark")) &&
		(bytes.Contains(text, []byte("American Medical Association")) || bytes.Contains(text, []byte("AMA")))
}
