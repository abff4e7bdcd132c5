package check

import (
	"fmt"

	"bedside/internal/diag"

	"github.com/yuin/goldmark/ast"
)

var sectionEmpty = Rule{
	Name: "section-empty", Severity: diag.Error,
	Title:  "A section has a text.",
	Why:    "A heading without a text is a promise that is not kept, and in “Complications” it reads as if there were none.",
	Fix:    "Write the section, or remove its heading.",
	Source: "The contents of the published page lead to each section.",
	body: func(b *Body, found Report) {
		for i := range b.Parsed.Sections {
			s := &b.Parsed.Sections[i]
			if !holdsAnything(s.Nodes) {
				found.At(b.At(s.Offset), fmt.Sprintf("the section “%s” is empty", s.Title), "Write it, or remove the heading.")
			}
		}
	},
}

// holdsAnything reports whether there is more than headings and rules.
func holdsAnything(nodes []ast.Node) bool {
	for _, n := range nodes {
		switch n.(type) {
		case *ast.Heading, *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		default:
			return true
		}
	}
	return false
}
