package check

import (
	"bedside/internal/diag"
	"bedside/internal/guide"

	"github.com/yuin/goldmark/ast"
)

var emergencyCalloutMissing = Rule{
	Name: "emergency-callout-missing", Severity: diag.Warning,
	Title:  "The section on complications says when to get help now.",
	Why:    "A patient who bleeds at night does not read a section to its end. The box stands out, is printed on the handout, and says what to do: call 911, or go to an emergency room.",
	Fix:    "Begin the section with a quotation whose first line is [!EMERGENCY], then the signs and what to do. If nothing about this can become an emergency, waive the rule and say why.",
	Source: "CDC Clear Communication Index, call to action, https://www.cdc.gov/ccindex/.",
	body: func(b *Body, found Report) {
		if b.Guide == nil {
			return
		}
		for i := range b.Parsed.Sections {
			s := &b.Parsed.Sections[i]
			if s.Kind == guide.Complications && holdsAnything(s.Nodes) && !hasCallout(s.Nodes, guide.Emergency) {
				found.At(b.At(s.Offset), "the section on complications has no box that says when to get help now",
					"Write > [!EMERGENCY], and in the next line > and when to call 911.")
			}
		}
	},
}

func hasCallout(nodes []ast.Node, kind guide.CalloutKind) bool {
	for _, n := range nodes {
		if c, ok := n.(*guide.Callout); ok && c.CalloutKind == kind {
			return true
		}
		for c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock; c = c.NextSibling() {
			if hasCallout([]ast.Node{c}, kind) {
				return true
			}
		}
	}
	return false
}
